/*
 * The other half of the HTTP benchmark, in C.
 *
 *   HTTPBenchmarkC serve                       answers every request on a free port, which it prints, until stdin ends
 *   HTTPBenchmarkC get URL COUNT CONCURRENCY   makes COUNT requests on libcurl's multi interface, and prints the
 *                                              seconds that it took, and those of processor time
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int serve(void);
int get(const char *url, long count, long concurrency);

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], "serve") == 0) return serve();
    if (argc == 5 && strcmp(argv[1], "get") == 0) return get(argv[2], atol(argv[3]), atol(argv[4]));
    fprintf(stderr, "usage: %s serve | get URL COUNT CONCURRENCY\n", argv[0]);
    return 2;
}
