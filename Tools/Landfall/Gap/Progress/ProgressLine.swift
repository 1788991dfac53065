import Foundation
import Synchronization

/// Shows how far something is: on a terminal in one line that changes, elsewhere with a line now and then.
final class ProgressLine: Sendable {
    /// Between two lines where there is no terminal.
    static let interval: TimeInterval = 30

    private struct State {
        var shownAt: Date?
        /// Whether the line that changes is there.
        var isOpen = false
    }

    private let isTerminal: Bool
    private let now: @Sendable () -> Date
    private let write: @Sendable (String) -> Void
    private let state = Mutex(State())

    init(isTerminal: Bool, now: @escaping @Sendable () -> Date, write: @escaping @Sendable (String) -> Void) {
        self.isTerminal = isTerminal
        self.now = now
        self.write = write
    }

    /// On standard error.
    static func standardError(now: @escaping @Sendable () -> Date) -> ProgressLine {
        ProgressLine(isTerminal: isatty(STDERR_FILENO) == 1, now: now) { text in
            // Nobody is there to be told that there is nowhere to tell it.
            try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
        }
    }

    /// Shows how far it is now.
    func show(_ text: String) {
        let now = now()
        let isDue = state.withLock { state in
            guard isTerminal || state.shownAt.map({ now.timeIntervalSince($0) >= Self.interval }) ?? true else {
                return false
            }
            state.shownAt = now
            state.isOpen = isTerminal
            return true
        }
        if isDue { write(isTerminal ? "\r\u{1B}[K\(text)" : "\(text)\n") }
    }

    /// Says something that stays.
    func say(_ text: String) {
        let isOpen = state.withLock { state in
            defer { state.isOpen = false }
            return state.isOpen
        }
        write((isOpen ? "\r\u{1B}[K" : "") + text + "\n")
    }

    /// Takes the line that changes away.
    func clear() {
        let isOpen = state.withLock { state in
            defer { state.isOpen = false }
            return state.isOpen
        }
        if isOpen { write("\r\u{1B}[K") }
    }
}
