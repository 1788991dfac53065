#include "peer.h"

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static amqp_connection_state_t connect_to(const amqp_peer_task *task, const char **failure) {
    amqp_connection_state_t connection = amqp_new_connection();
    amqp_socket_t *socket = amqp_tcp_socket_new(connection);
    *failure = "no socket";
    if (!socket || amqp_socket_open(socket, task->host, task->port) != AMQP_STATUS_OK) goto failed;
    *failure = "no login";
    if (amqp_login(connection, task->virtual_host, 0, AMQP_DEFAULT_FRAME_SIZE, 0, AMQP_SASL_METHOD_PLAIN, task->user,
                   task->password).reply_type != AMQP_RESPONSE_NORMAL) goto failed;
    *failure = "no channel";
    amqp_channel_open(connection, 1);
    if (amqp_get_rpc_reply(connection).reply_type != AMQP_RESPONSE_NORMAL) goto failed;
    return connection;
failed:
    amqp_destroy_connection(connection);
    return NULL;
}

static void disconnect(amqp_connection_state_t connection) {
    amqp_connection_close(connection, AMQP_REPLY_SUCCESS);
    amqp_destroy_connection(connection);
}

double amqp_peer_publish(const amqp_peer_task *task, const char **failure) {
    amqp_connection_state_t connection = connect_to(task, failure);
    if (!connection) return -1;
    double seconds = -1;
    char *body = malloc((size_t)task->body_size);
    memset(body, 'x', (size_t)task->body_size);
    amqp_confirm_select(connection, 1);
    amqp_basic_properties_t properties;
    memset(&properties, 0, sizeof properties);
    properties._flags = AMQP_BASIC_DELIVERY_MODE_FLAG;
    properties.delivery_mode = AMQP_DELIVERY_PERSISTENT;
    amqp_bytes_t bytes = {(size_t)task->body_size, body};
    amqp_bytes_t queue = amqp_cstring_bytes(task->queue);
    // Confirms may come in any order; a bit for each message tells which are open.
    char *confirmed = calloc((size_t)task->messages + 1, 1);
    int sent = 0, answered = 0, lowest = 1;
    double start = now();
    while (answered < task->messages) {
        while (sent < task->messages && sent - answered < task->window) {
            *failure = "publish failed";
            if (amqp_basic_publish(connection, 1, amqp_empty_bytes, queue, 1, 0, &properties, bytes) != AMQP_STATUS_OK)
                goto done;
            sent++;
        }
        amqp_frame_t frame;
        *failure = "no confirm";
        if (amqp_simple_wait_frame(connection, &frame) != AMQP_STATUS_OK) goto done;
        do {
            if (frame.frame_type != AMQP_FRAME_METHOD || frame.payload.method.id != AMQP_BASIC_ACK_METHOD) goto done;
            amqp_basic_ack_t *ack = frame.payload.method.decoded;
            int tag = (int)ack->delivery_tag;
            for (int i = ack->multiple ? lowest : tag; i <= tag; i++) {
                if (!confirmed[i]) { confirmed[i] = 1; answered++; }
            }
            while (lowest <= sent && confirmed[lowest]) lowest++;
            amqp_maybe_release_buffers(connection);
            struct timeval none = {0, 0};
            if (amqp_simple_wait_frame_noblock(connection, &frame, &none) != AMQP_STATUS_OK) break;
        } while (1);
    }
    seconds = now() - start;
done:
    free(body);
    free(confirmed);
    disconnect(connection);
    return seconds;
}

double amqp_peer_consume(const amqp_peer_task *task, const char **failure) {
    amqp_connection_state_t connection = connect_to(task, failure);
    if (!connection) return -1;
    double seconds = -1;
    amqp_basic_qos(connection, 1, 0, (uint16_t)task->window, 0);
    double start = now();
    amqp_basic_consume(connection, 1, amqp_cstring_bytes(task->queue), amqp_empty_bytes, 0, 0, 0, amqp_empty_table);
    *failure = "no consumer";
    if (amqp_get_rpc_reply(connection).reply_type != AMQP_RESPONSE_NORMAL) goto done;
    for (int received = 0; received < task->messages; received++) {
        amqp_envelope_t envelope;
        amqp_maybe_release_buffers(connection);
        *failure = "no delivery";
        if (amqp_consume_message(connection, &envelope, NULL, 0).reply_type != AMQP_RESPONSE_NORMAL) goto done;
        amqp_basic_ack(connection, 1, envelope.delivery_tag, 0);
        amqp_destroy_envelope(&envelope);
    }
    seconds = now() - start;
done:
    disconnect(connection);
    return seconds;
}
