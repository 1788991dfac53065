/// The time as of the latest turn of the transfer thread's loop, read once for all that happens in the turn.
final class LoopClock {
    private(set) var now = ContinuousClock.now

    func advance() {
        now = .now
    }
}
