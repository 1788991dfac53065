#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

/*
 * libcurl's setters and getters are variadic, and Swift can't call a variadic C function. Each wrapper below fixes the
 * type of the last argument to what libcurl documents for that kind of option. The parentheses around the name keep
 * curl's type-checking macros out of the way: they only understand literal options.
 */

#include <curl/curl.h>

static inline CURLcode ccurl_easy_setopt_long(CURL *handle, CURLoption option, long value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_easy_setopt_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_easy_setopt_string(CURL *handle, CURLoption option, const char *value) {
    return (curl_easy_setopt)(handle, option, value);
}

static inline CURLcode ccurl_easy_setopt_pointer(CURL *handle, CURLoption option, const void *value) {
    return (curl_easy_setopt)(handle, option, value);
}

typedef size_t (*ccurl_data_function)(char *data, size_t size, size_t count, void *context);

/* For CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION, which have the same shape. */
static inline CURLcode ccurl_easy_setopt_data_function(CURL *handle, CURLoption option, ccurl_data_function function) {
    return (curl_easy_setopt)(handle, option, function);
}

/* For CURLOPT_PREREQFUNCTION. */
static inline CURLcode ccurl_easy_setopt_prereq_function(CURL *handle, curl_prereq_callback function) {
    return (curl_easy_setopt)(handle, CURLOPT_PREREQFUNCTION, function);
}

static inline CURLcode ccurl_easy_getinfo_long(CURL *handle, CURLINFO info, long *value) {
    return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLcode ccurl_easy_getinfo_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLcode ccurl_easy_getinfo_pointer(CURL *handle, CURLINFO info, void **value) {
    return (curl_easy_getinfo)(handle, info, value);
}

static inline CURLMcode ccurl_multi_setopt_long(CURLM *handle, CURLMoption option, long value) {
    return (curl_multi_setopt)(handle, option, value);
}

static inline CURLMcode ccurl_multi_setopt_pointer(CURLM *handle, CURLMoption option, const void *value) {
    return (curl_multi_setopt)(handle, option, value);
}

static inline CURLMcode ccurl_multi_setopt_socket_function(CURLM *handle, curl_socket_callback function) {
    return (curl_multi_setopt)(handle, CURLMOPT_SOCKETFUNCTION, function);
}

static inline CURLMcode ccurl_multi_setopt_timer_function(CURLM *handle, curl_multi_timer_callback function) {
    return (curl_multi_setopt)(handle, CURLMOPT_TIMERFUNCTION, function);
}

#endif
