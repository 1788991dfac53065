import Foundation

/// How far something is, on standard error, where that is a terminal.
final class Meter {
    private let isShown = isatty(STDERR_FILENO) == 1

    func show(_ count: Int) { write("\r\(count) …") }
    func clear() { write("\r\u{1B}[K") }

    private func write(_ text: String) {
        guard isShown else { return }
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
