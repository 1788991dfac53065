import CRabbitMQ
import Glibc

/// The last step: a connection to a virtual host, on which channels are opened. Confined to one thread.
///
/// Nothing here waits for an answer: methods are sent, and whatever the broker says comes out of `receive`.
struct OpenConnection: ~Copyable {
    let handle: ConnectionHandle
    let endpoint: AMQPEndpoint
    /// The socket, to poll.
    let descriptor: Int32
    /// As negotiated; zero: none.
    let heartbeat: Duration
    /// As negotiated, in bytes.
    let frameLimit: Int
    var arena = WireArena()
    var decoder = FrameDecoder()

    init(handle: consuming ConnectionHandle, endpoint: AMQPEndpoint) {
        descriptor = amqp_get_sockfd(handle.state)
        heartbeat = .seconds(amqp_get_heartbeat(handle.state))
        frameLimit = Int(amqp_get_frame_max(handle.state))
        self.handle = handle
        self.endpoint = endpoint
    }

    /// Reads the next thing that the broker said, and sends a heartbeat when one is due. Never blocks for input.
    ///
    /// - Returns: `nil` when there is nothing more to read now: neither on the socket, nor in the library's buffers, nor
    ///   in OpenSSL's. Only then may the thread wait on the socket.
    mutating func receive() throws(AMQPError) -> BrokerEvent? {
        while true {
            var frame = amqp_frame_t()
            var now = timeval(tv_sec: 0, tv_usec: 0)
            let status = amqp_simple_wait_frame_noblock(handle.state, &frame, &now)
            if status == LibraryStatus.timeout { return nil }
            guard status == LibraryStatus.ok else { throw LibraryStatus.connectionError(status) }
            let event = try decoder.decode(frame)
            // The frame's memory belongs to its channel's pool; everything was copied out of it.
            amqp_maybe_release_buffers_on_channel(handle.state, frame.channel)
            if let event { return event }
        }
    }

    /// Whether `receive` has something although the socket has nothing: a send reads on the side when it has to wait.
    var hasBufferedInput: Bool {
        amqp_frames_enqueued(handle.state) != 0 || amqp_data_in_buffer(handle.state) != 0
    }

    /// Says goodbye and waits for the broker's answer, for the connect timeout at most.
    consuming func close() {
        _ = amqp_connection_close(handle.state, AMQP_REPLY_SUCCESS)
    }
}
