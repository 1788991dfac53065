/// What a simulator and the kit share.
public struct SimulatorEnvironment: Sendable {
    public let clock: any SimulatorClock
    /// Every write that took effect.
    public let journal: Journal
    /// Every request that was seen.
    public let requests: RequestLog
    /// The fault rules in force.
    public let faults: FaultGate

    public init(
        clock: any SimulatorClock = .system, journal: Journal = Journal(), requests: RequestLog = RequestLog()
    ) {
        self.clock = clock
        self.journal = journal
        self.requests = requests
        faults = FaultGate(clock: clock)
    }
}
