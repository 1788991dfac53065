#ifndef CRABBITMQ_SHIM_H
#define CRABBITMQ_SHIM_H

// What Swift can't see of librabbitmq: variadic functions, and macros that contain casts.

#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_ssl_socket.h>
#include <amqp_tcp_socket.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

// amqp_login_with_properties with PLAIN: the only mechanism for which the two variadic arguments are user and password.
static inline amqp_rpc_reply_t crabbitmq_login_plain(
    amqp_connection_state_t state, const char *virtual_host, int channel_max, int frame_max, int heartbeat,
    const amqp_table_t *properties, const char *user, const char *password) {
    return amqp_login_with_properties(
        state, virtual_host, channel_max, frame_max, heartbeat, properties, AMQP_SASL_METHOD_PLAIN, user, password);
}

// What a thread that polls sockets needs besides: a descriptor for others to wake it with, and a name. Swift's own
// overlay of the C library leaves <sys/eventfd.h> out, and prctl is variadic.
static inline int crabbitmq_make_wakeup(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }
static inline void crabbitmq_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

// The numbers of the methods that arrive or are sent.
static const amqp_method_number_t crabbitmq_connection_close = AMQP_CONNECTION_CLOSE_METHOD;
static const amqp_method_number_t crabbitmq_connection_close_ok = AMQP_CONNECTION_CLOSE_OK_METHOD;
static const amqp_method_number_t crabbitmq_connection_blocked = AMQP_CONNECTION_BLOCKED_METHOD;
static const amqp_method_number_t crabbitmq_connection_unblocked = AMQP_CONNECTION_UNBLOCKED_METHOD;
static const amqp_method_number_t crabbitmq_channel_open = AMQP_CHANNEL_OPEN_METHOD;
static const amqp_method_number_t crabbitmq_channel_open_ok = AMQP_CHANNEL_OPEN_OK_METHOD;
static const amqp_method_number_t crabbitmq_channel_close = AMQP_CHANNEL_CLOSE_METHOD;
static const amqp_method_number_t crabbitmq_channel_close_ok = AMQP_CHANNEL_CLOSE_OK_METHOD;
static const amqp_method_number_t crabbitmq_exchange_declare = AMQP_EXCHANGE_DECLARE_METHOD;
static const amqp_method_number_t crabbitmq_exchange_declare_ok = AMQP_EXCHANGE_DECLARE_OK_METHOD;
static const amqp_method_number_t crabbitmq_queue_declare = AMQP_QUEUE_DECLARE_METHOD;
static const amqp_method_number_t crabbitmq_queue_declare_ok = AMQP_QUEUE_DECLARE_OK_METHOD;
static const amqp_method_number_t crabbitmq_queue_bind = AMQP_QUEUE_BIND_METHOD;
static const amqp_method_number_t crabbitmq_queue_bind_ok = AMQP_QUEUE_BIND_OK_METHOD;
static const amqp_method_number_t crabbitmq_queue_unbind = AMQP_QUEUE_UNBIND_METHOD;
static const amqp_method_number_t crabbitmq_queue_unbind_ok = AMQP_QUEUE_UNBIND_OK_METHOD;
static const amqp_method_number_t crabbitmq_queue_purge = AMQP_QUEUE_PURGE_METHOD;
static const amqp_method_number_t crabbitmq_queue_purge_ok = AMQP_QUEUE_PURGE_OK_METHOD;
static const amqp_method_number_t crabbitmq_queue_delete = AMQP_QUEUE_DELETE_METHOD;
static const amqp_method_number_t crabbitmq_queue_delete_ok = AMQP_QUEUE_DELETE_OK_METHOD;
static const amqp_method_number_t crabbitmq_basic_qos = AMQP_BASIC_QOS_METHOD;
static const amqp_method_number_t crabbitmq_basic_qos_ok = AMQP_BASIC_QOS_OK_METHOD;
static const amqp_method_number_t crabbitmq_basic_consume = AMQP_BASIC_CONSUME_METHOD;
static const amqp_method_number_t crabbitmq_basic_consume_ok = AMQP_BASIC_CONSUME_OK_METHOD;
static const amqp_method_number_t crabbitmq_basic_cancel = AMQP_BASIC_CANCEL_METHOD;
static const amqp_method_number_t crabbitmq_basic_publish = AMQP_BASIC_PUBLISH_METHOD;
static const amqp_method_number_t crabbitmq_basic_return = AMQP_BASIC_RETURN_METHOD;
static const amqp_method_number_t crabbitmq_basic_deliver = AMQP_BASIC_DELIVER_METHOD;
static const amqp_method_number_t crabbitmq_basic_get = AMQP_BASIC_GET_METHOD;
static const amqp_method_number_t crabbitmq_basic_get_ok = AMQP_BASIC_GET_OK_METHOD;
static const amqp_method_number_t crabbitmq_basic_get_empty = AMQP_BASIC_GET_EMPTY_METHOD;
static const amqp_method_number_t crabbitmq_basic_ack = AMQP_BASIC_ACK_METHOD;
static const amqp_method_number_t crabbitmq_basic_reject = AMQP_BASIC_REJECT_METHOD;
static const amqp_method_number_t crabbitmq_basic_nack = AMQP_BASIC_NACK_METHOD;
static const amqp_method_number_t crabbitmq_confirm_select = AMQP_CONFIRM_SELECT_METHOD;
static const amqp_method_number_t crabbitmq_confirm_select_ok = AMQP_CONFIRM_SELECT_OK_METHOD;

#endif
