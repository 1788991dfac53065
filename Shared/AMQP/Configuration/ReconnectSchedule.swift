/// How long to wait before the next attempt, and where to go then. Pure: chance comes in as a number.
struct ReconnectSchedule {
    private let backoff: AMQPConfiguration.Backoff
    private let endpointCount: Int
    private var failures = 0
    private(set) var endpointIndex = 0

    init(backoff: AMQPConfiguration.Backoff, endpointCount: Int) {
        self.backoff = backoff
        self.endpointCount = endpointCount
    }

    /// After a connection was fully set up: the next failure starts from the beginning, at the same endpoint.
    mutating func succeeded() { failures = 0 }

    /// After an attempt that failed, or a connection that broke.
    ///
    /// - Parameter chance: 0 to 1.
    /// - Returns: the wait. The other endpoints are tried without one: each has its own reason to be down, and only
    ///   after a round through all of them is it time to wait.
    mutating func failed(chance: Double) -> Duration {
        failures += 1
        endpointIndex = (endpointIndex + 1) % endpointCount
        guard failures % endpointCount == 0 else { return .zero }
        let round = failures / endpointCount
        var wait = backoff.initial
        for _ in 1..<max(round, 1) where wait < backoff.maximum { wait = wait * 2 }
        wait = min(wait, backoff.maximum)
        let shortened = 1 - min(max(backoff.jitter, 0), 1) * min(max(chance, 0), 1)
        return wait * shortened
    }
}
