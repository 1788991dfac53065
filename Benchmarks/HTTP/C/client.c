/* What a careful C program does: handles that are used again, bodies that are kept, every status checked. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

struct transfer {
    CURL *handle;
    char *body;
    size_t length;
    size_t capacity;
};

static size_t receive(char *data, size_t size, size_t count, void *context) {
    struct transfer *transfer = context;
    size_t bytes = size * count;
    if (transfer->length + bytes > transfer->capacity) {
        transfer->capacity = (transfer->length + bytes) * 2;
        transfer->body = realloc(transfer->body, transfer->capacity);
        if (!transfer->body) return 0;
    }
    memcpy(transfer->body + transfer->length, data, bytes);
    transfer->length += bytes;
    return bytes;
}

int get(const char *url, long count, long concurrency) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURLM *multi = curl_multi_init();
    struct transfer *transfers = calloc((size_t)concurrency, sizeof *transfers);
    if (!multi || !transfers) return 1;
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);

    long started = 0, finished = 0, failed = 0;
    for (; started < concurrency && started < count; started++) {
        struct transfer *transfer = &transfers[started];
        CURL *handle = transfer->handle = curl_easy_init();
        curl_easy_setopt(handle, CURLOPT_URL, url);
        curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(handle, CURLOPT_PROXY, "");
        curl_easy_setopt(handle, CURLOPT_PRIVATE, transfer);
        curl_easy_setopt(handle, CURLOPT_WRITEDATA, transfer);
        curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, receive);
        curl_multi_add_handle(multi, handle);
    }
    int running = 0;
    while (finished < count) {
        if (curl_multi_perform(multi, &running) != CURLM_OK) return 1;
        CURLMsg *message;
        int left;
        while ((message = curl_multi_info_read(multi, &left))) {
            if (message->msg != CURLMSG_DONE) continue;
            struct transfer *transfer = NULL;
            long status = 0;
            CURL *handle = message->easy_handle;
            CURLcode result = message->data.result;
            curl_easy_getinfo(handle, CURLINFO_PRIVATE, &transfer);
            curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
            if (result != CURLE_OK || status != 200 || transfer->length == 0) failed++;
            finished++;
            curl_multi_remove_handle(multi, handle);
            transfer->length = 0;
            if (started < count) {
                started++;
                curl_multi_add_handle(multi, handle);
            }
        }
        if (finished < count && curl_multi_poll(multi, NULL, 0, 1000, NULL) != CURLM_OK) return 1;
    }

    clock_gettime(CLOCK_MONOTONIC, &end);
    for (long i = 0; i < concurrency; i++) {
        curl_easy_cleanup(transfers[i].handle);
        free(transfers[i].body);
    }
    free(transfers);
    curl_multi_cleanup(multi);
    if (failed) {
        fprintf(stderr, "%ld requests failed\n", failed);
        return 1;
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%.6f %.6f\n", (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9,
           (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
               (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
    return 0;
}
