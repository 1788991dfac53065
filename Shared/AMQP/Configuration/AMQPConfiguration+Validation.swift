extension AMQPConfiguration {
    func validate() throws(AMQPError) {
        func require(_ condition: Bool, _ message: String) throws(AMQPError) {
            guard condition else { throw AMQPError(.invalidConfiguration, message) }
        }
        try require(!endpoints.isEmpty, "there is no broker to connect to")
        for endpoint in endpoints {
            try require(!endpoint.host.isEmpty, "a host name is empty")
            try require((1...65_535).contains(endpoint.port), "a port is not from 1 to 65535")
        }
        try require(
            heartbeat >= .zero && heartbeat <= .seconds(65_535), "the heartbeat is not from 0 to 65535 seconds")
        try require(heartbeat == .zero || heartbeat >= .seconds(1), "a heartbeat has whole seconds")
        for timeout in [connectTimeout, publishTimeout, replyTimeout, writeTimeout] {
            try require(timeout > .zero, "a timeout is not above zero")
        }
        try require(drainTimeout >= .zero, "the drain timeout is negative")
        try require(reconnect.initial > .zero && reconnect.maximum >= reconnect.initial, "the backoff is not ascending")
        try require(maxUnconfirmed > 0 && maxMessageSize > 0, "a limit is not above zero")
        try require(virtualHost.utf8.count <= AMQPName.maximumLength, "the virtual host's name is too long")
    }
}
