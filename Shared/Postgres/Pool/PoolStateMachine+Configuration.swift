extension PoolStateMachine.Limits {
    init(_ configuration: PostgresConfiguration) {
        maximum = max(configuration.maximumConnections, 1)
        minimum = min(max(configuration.minimumConnections, 0), maximum)
        waiters = max(configuration.maximumWaiters, 0)
        acquireTimeout = configuration.acquireTimeout
        idleLifetime = configuration.idleLifetime
    }
}
