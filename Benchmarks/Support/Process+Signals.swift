public import Foundation

extension Process {
    /// Starts it so that signals reach it: a child inherits its parent's signal mask, and Swift's threads block everything.
    public func runWithSignals() throws {
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }
}
