/* A server that costs as little as one can, so that what is measured is the client. Not a real HTTP server. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static const char response[] =
    "HTTP/1.1 200 OK\r\n"
    "Content-Type: application/json\r\n"
    "Date: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
    "Request-Id: 3f2a7c1e-0000-4000-8000-000000000000\r\n"
    "Content-Length: 50\r\n"
    "\r\n"
    "{\"id\":\"2c1f\",\"displayName\":\"Harbour\",\"members\":64}";

static int listen_somewhere(struct sockaddr_in *address) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    socklen_t length = sizeof *address;
    memset(address, 0, sizeof *address);
    address->sin_family = AF_INET;
    address->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (listener < 0 || bind(listener, (struct sockaddr *)address, length) != 0 || listen(listener, 1024) != 0 ||
        getsockname(listener, (struct sockaddr *)address, &length) != 0)
        return -1;
    return listener;
}

static void watch(int epoll, int descriptor) {
    struct epoll_event event = {.events = EPOLLIN, .data = {.fd = descriptor}};
    epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

/* The clients here send a request without a body in one piece and wait for the answer, so a read is a request. */
static void answer(int connection) {
    char request[4096];
    ssize_t count = read(connection, request, sizeof request);
    if (count < 0 && errno == EAGAIN) return;
    if (count <= 0 || write(connection, response, sizeof response - 1) != (ssize_t)(sizeof response - 1)) close(connection);
}

int serve(void) {
    struct sockaddr_in address;
    int listener = listen_somewhere(&address);
    int epoll = epoll_create1(0);
    if (listener < 0 || epoll < 0) {
        perror("serve");
        return 1;
    }
    watch(epoll, listener);
    watch(epoll, STDIN_FILENO);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        struct epoll_event events[128];
        int count = epoll_wait(epoll, events, 128, -1);
        for (int i = 0; i < count; i++) {
            int descriptor = events[i].data.fd;
            if (descriptor == STDIN_FILENO) return 0;
            if (descriptor != listener) {
                answer(descriptor);
                continue;
            }
            int connection = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
            if (connection < 0) continue;
            int on = 1;
            setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            watch(epoll, connection);
        }
    }
}
