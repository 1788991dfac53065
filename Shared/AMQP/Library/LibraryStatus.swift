import CRabbitMQ

/// librabbitmq's `amqp_status_enum` in our words.
enum LibraryStatus {
    static let ok = Int32(AMQP_STATUS_OK.rawValue)
    static let timeout = Int32(AMQP_STATUS_TIMEOUT.rawValue)

    static func text(_ status: Int32) -> String { String(cString: amqp_error_string2(status)) }

    /// For a failure on a connection that was open.
    static func connectionError(_ status: Int32) -> AMQPError {
        switch status {
        case Int32(AMQP_STATUS_HEARTBEAT_TIMEOUT.rawValue):
            AMQPError(
                .connectionLost, "the broker was silent for two heartbeat intervals", libraryStatus: Int(status))
        case Int32(AMQP_STATUS_BAD_AMQP_DATA.rawValue), Int32(AMQP_STATUS_UNKNOWN_CLASS.rawValue),
            Int32(AMQP_STATUS_UNKNOWN_METHOD.rawValue):
            AMQPError(.protocolViolation, text(status), libraryStatus: Int(status))
        default: AMQPError(.connectionLost, text(status), libraryStatus: Int(status))
        }
    }

    /// For a failure while connecting.
    static func connectError(_ status: Int32, _ endpoint: AMQPEndpoint) -> AMQPError {
        let isTLS = (-0x02FF ... -0x0200).contains(status)
        return AMQPError(
            isTLS ? .tlsFailed : .connectionFailed, "\(endpoint): \(text(status))", libraryStatus: Int(status))
    }
}
