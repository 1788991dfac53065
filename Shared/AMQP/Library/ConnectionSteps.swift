import CRabbitMQ
import Glibc

// The way to a usable connection. librabbitmq aborts the process when its functions are called in the wrong order (a
// login without a socket, for example), so each step is a type of its own that can be had only from the step before,
// and that the next step consumes.

/// Owns librabbitmq's connection object, socket included.
struct ConnectionHandle: ~Copyable {
    let state: amqp_connection_state_t

    init(owning state: amqp_connection_state_t) { self.state = state }

    deinit { amqp_destroy_connection(state) }
}

/// The first step: memory, but no socket.
struct CreatedConnection: ~Copyable {
    private let handle: ConnectionHandle

    init() throws(AMQPError) {
        guard let state = amqp_new_connection() else {
            throw AMQPError(.connectionFailed, "there is no memory for a connection")
        }
        handle = ConnectionHandle(owning: state)
    }

    /// Opens the socket, with TLS if asked for. Blocks for the time of `timeout` at most, name resolution apart.
    consuming func open(
        _ endpoint: AMQPEndpoint, tls: AMQPConfiguration.TLS?, timeout: Duration
    ) throws(AMQPError) -> OpenSocket {
        let socket: OpaquePointer?
        if let tls {
            socket = try Self.makeTLSSocket(handle.state, tls, endpoint)
        } else {
            socket = amqp_tcp_socket_new(handle.state)
        }
        guard let socket else { throw AMQPError(.connectionFailed, "\(endpoint): there is no memory for a socket") }
        var limit = timeval(timeout)
        let status = amqp_socket_open_noblock(socket, endpoint.host, Int32(endpoint.port), &limit)
        guard status == LibraryStatus.ok else { throw LibraryStatus.connectError(status, endpoint) }
        return OpenSocket(handle: handle, endpoint: endpoint, timeout: timeout)
    }

    private static func makeTLSSocket(
        _ state: amqp_connection_state_t, _ tls: AMQPConfiguration.TLS, _ endpoint: AMQPEndpoint
    ) throws(AMQPError) -> OpaquePointer {
        guard let socket = amqp_ssl_socket_new(state) else {
            throw AMQPError(.tlsFailed, "\(endpoint): OpenSSL can't be initialised")
        }
        amqp_ssl_socket_set_verify_peer(socket, tls.verifyPeer ? 1 : 0)
        amqp_ssl_socket_set_verify_hostname(socket, tls.verifyHostname ? 1 : 0)
        if tls.verifyPeer {
            let file = tls.caFile ?? systemAuthorities
            guard amqp_ssl_socket_set_cacert(socket, file) == LibraryStatus.ok else {
                throw AMQPError(.tlsFailed, "the file of authorities can't be used: \(file)")
            }
        }
        switch (tls.clientCertificateFile, tls.clientKeyFile) {
        case (nil, nil): break
        case (let certificate?, let key?):
            guard amqp_ssl_socket_set_key(socket, certificate, key) == LibraryStatus.ok else {
                throw AMQPError(.tlsFailed, "the client's certificate or key can't be used: \(certificate), \(key)")
            }
        default: throw AMQPError(.invalidConfiguration, "a client certificate and its key belong together")
        }
        return socket
    }

    /// Debian's and most others' bundle: librabbitmq 0.11 has no way to ask OpenSSL for its default.
    private static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"
}

/// The second step: a socket, but nobody has logged in.
struct OpenSocket: ~Copyable {
    private let handle: ConnectionHandle
    private let endpoint: AMQPEndpoint
    private let timeout: Duration

    fileprivate init(handle: consuming ConnectionHandle, endpoint: AMQPEndpoint, timeout: Duration) {
        self.handle = handle
        self.endpoint = endpoint
        self.timeout = timeout
    }

    /// Shakes hands and opens the virtual host. Blocks for the time of the connect timeout at most.
    consuming func login(_ configuration: borrowing AMQPConfiguration) throws(AMQPError) -> OpenConnection {
        let state = handle.state
        var limit = timeval(timeout)
        guard amqp_set_handshake_timeout(state, &limit) == LibraryStatus.ok,
            amqp_set_rpc_timeout(state, &limit) == LibraryStatus.ok
        else { throw AMQPError(.connectionFailed, "\(endpoint): the timeouts can't be set") }
        limitUnsentData(configuration.writeTimeout)

        var arena = WireArena()
        var properties = arena.table([
            "connection_name": .string(configuration.connectionName),
            "capabilities": [
                "authentication_failure_close": true, "basic.nack": true, "connection.blocked": true,
                "consumer_cancel_notify": true, "publisher_confirms": true,
            ],
        ])
        let reply = crabbitmq_login_plain(
            state, configuration.virtualHost, 0, AMQP_DEFAULT_FRAME_SIZE,
            Int32(clamping: configuration.heartbeat.components.seconds), &properties,
            configuration.credentials.user, configuration.credentials.password)
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL:
            return OpenConnection(handle: handle, endpoint: endpoint)
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            let error = FrameDecoder.closeReason(reply.reply)
            throw AMQPError(
                error.brokerReplyCode == 403 ? .authenticationFailed : error.code, "\(endpoint): \(error.message)",
                brokerReplyCode: error.brokerReplyCode)
        default:
            throw LibraryStatus.connectError(reply.library_error, endpoint)
        }
    }

    /// Makes the kernel give the connection up when the broker's side takes nothing for so long. Without it a write to
    /// a peer that has stopped reading could block this thread for ever; poll can't tell, since room in the socket's
    /// buffer for a part of a frame is no room for the frame.
    private borrowing func limitUnsentData(_ limit: Duration) {
        var milliseconds = UInt32(clamping: limit.milliseconds)
        setsockopt(
            amqp_get_sockfd(handle.state), Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, &milliseconds,
            socklen_t(MemoryLayout<UInt32>.size))
    }
}

extension timeval {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, so that a wait is never too short.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return Int(clamping: seconds) * 1_000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
