#ifndef LANDFALL_CPOSTGRESQL_SHIM_H
#define LANDFALL_CPOSTGRESQL_SHIM_H

#include <libpq-fe.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>

// Swift does not import macros that are character literals.
static inline int cpostgresql_field_severity(void) { return PG_DIAG_SEVERITY_NONLOCALIZED; }
static inline int cpostgresql_field_sqlstate(void) { return PG_DIAG_SQLSTATE; }
static inline int cpostgresql_field_message(void) { return PG_DIAG_MESSAGE_PRIMARY; }
static inline int cpostgresql_field_detail(void) { return PG_DIAG_MESSAGE_DETAIL; }
static inline int cpostgresql_field_hint(void) { return PG_DIAG_MESSAGE_HINT; }
static inline int cpostgresql_field_position(void) { return PG_DIAG_STATEMENT_POSITION; }
static inline int cpostgresql_field_schema(void) { return PG_DIAG_SCHEMA_NAME; }
static inline int cpostgresql_field_table(void) { return PG_DIAG_TABLE_NAME; }
static inline int cpostgresql_field_column(void) { return PG_DIAG_COLUMN_NAME; }
static inline int cpostgresql_field_constraint(void) { return PG_DIAG_CONSTRAINT_NAME; }
static inline int cpostgresql_field_routine(void) { return PG_DIAG_SOURCE_FUNCTION; }

// libpq hands out OpenSSL's session, but declares nothing of OpenSSL.
extern int SSL_pending(const void *ssl);

// Bytes that OpenSSL has already taken from the socket and libpq has not yet read: the socket will not announce them again.
static inline int cpostgresql_tls_pending(PGconn *connection) {
    const void *ssl = PQsslStruct(connection, "OpenSSL");
    return ssl ? SSL_pending(ssl) : 0;
}

// epoll_event is packed and holds a union, which is clumsy in Swift.
static inline int cpostgresql_epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t key) {
    struct epoll_event event;
    event.events = events;
    event.data.u64 = key;
    return epoll_ctl(epoll, operation, descriptor, &event);
}
static inline uint64_t cpostgresql_epoll_key(const struct epoll_event *event) { return event->data.u64; }
static inline uint32_t cpostgresql_epoll_events(const struct epoll_event *event) { return event->events; }

// Variadic in C.
static inline void cpostgresql_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

#endif
