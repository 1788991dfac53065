/// The next time at which something may be due. Pure.
///
/// It is only ever set earlier: a thread that sleeps until then needs to be woken for that alone. What is put off is found
/// out about when the alarm rings, so that a deadline for each statement costs nothing while statements end in time.
struct Alarm {
    private(set) var time: ContinuousClock.Instant?
    private var isEarlier = false

    mutating func set(_ wanted: ContinuousClock.Instant?) {
        guard let wanted else { return }
        if let time, time <= wanted { return }
        time = wanted
        isEarlier = true
    }

    /// Whether it was set earlier since this was asked last.
    mutating func takeIsEarlier() -> Bool {
        defer { isEarlier = false }
        return isEarlier
    }

    /// Whether the time has come. The alarm is off then, until it is set again.
    mutating func ring(now: ContinuousClock.Instant) -> Bool {
        guard let time, time <= now else { return false }
        self.time = nil
        return true
    }
}
