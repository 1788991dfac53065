import Domain
import Foundation
public import Logging
import Synchronization

/// Writes one JSON object a line to standard output: `at`, `level`, `service`, `instance`, `message`, and the metadata as fields.
public struct JSONLogHandler: LogHandler {
    public var metadata: Logger.Metadata
    public var logLevel: Logger.Level
    private let label: String

    /// One line at a time, so that those of several threads don't run into each other.
    private static let output = Mutex(FileHandle.standardOutput)

    public init(label: String, level: Logger.Level, metadata: Logger.Metadata) {
        self.label = label
        self.logLevel = level
        self.metadata = metadata
    }

    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    public func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let line = Self.line(
            at: Date(), level: event.level, label: label, message: event.message.description, metadata: all)
        Self.output.withLock { output in
            // Where standard output is gone, there is nowhere left to say so.
            try? output.write(contentsOf: Data(line.utf8))
        }
    }

    /// The line for an entry: the fixed fields first, then the metadata in alphabetical order.
    static func line(at: Date, level: Logger.Level, label: String, message: String, metadata: Logger.Metadata) -> String
    {
        var line = "{\"at\":\(JSONText.quoted(Timestamp.text(of: at))),\"level\":\"\(level.rawValue)\""
        line += ",\"logger\":\(JSONText.quoted(label)),\"message\":\(JSONText.quoted(message))"
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            line += ",\(JSONText.quoted(key)):\(JSONText.of(value))"
        }
        return line + "}\n"
    }
}
