#ifndef AMQP_BENCHMARK_PEER_H
#define AMQP_BENCHMARK_PEER_H

// What a plain C program on librabbitmq does, for comparison. Both return seconds, or a negative number on failure, with
// what failed in `failure`.

typedef struct {
    const char *host;
    int port;
    const char *user;
    const char *password;
    const char *virtual_host;
    const char *queue;
    int messages;
    int body_size;
    // Publishes without a confirm, or deliveries without an acknowledgement.
    int window;
} amqp_peer_task;

double amqp_peer_publish(const amqp_peer_task *task, const char **failure);
double amqp_peer_consume(const amqp_peer_task *task, const char **failure);

#endif
