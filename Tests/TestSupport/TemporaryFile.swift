import Foundation

/// A file that is gone when the test is.
public final class TemporaryFile: Sendable {
    public let path: String

    public init(_ text: String) throws {
        self.path = NSTemporaryDirectory() + "landfall-test-\(UUID().uuidString)"
        try write(text)
    }

    public func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
