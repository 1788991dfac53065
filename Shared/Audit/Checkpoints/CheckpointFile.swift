import Foundation

/// The checkpoints that are kept outside of the database: a file with one of them a line, only ever added to.
public struct CheckpointFile: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    /// Adds a checkpoint, and returns when it is on the disk.
    ///
    /// - Throws: `CocoaError`, `POSIXError`
    public func append(_ checkpoint: Checkpoint) throws {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        // In one write: several processes may add to one file. The break before it ends a line that a crash has cut off.
        try handle.write(contentsOf: Data(("\n" + (try checkpoint.line()) + "\n").utf8))
        try handle.synchronize()
        try handle.close()
    }

    /// Whether checkpoints can be added; makes the file if it isn't there.
    public var canBeAddedTo: Bool {
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return false }
        return close(descriptor) == 0
    }

    /// The one that covers most, of those that the key has signed; nil where there is none, or no file.
    ///
    /// - Throws: `CocoaError`
    public func last(signedBy key: CheckpointVerifyingKey) throws -> Checkpoint? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return CheckpointSet(try contents().checkpoints, keys: [key]).last
    }

    /// What is in it.
    public struct Contents: Hashable, Sendable {
        public var checkpoints: [Checkpoint] = []
        /// How many lines are no checkpoint: a crash cuts one off; more of them somebody has changed.
        public var unreadable = 0

        public init() {}
    }

    /// - Throws: `CocoaError`
    public func contents() throws -> Contents {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        return text.split(separator: "\n").reduce(into: Contents()) { contents, line in
            if let checkpoint = Checkpoint(line: line) {
                contents.checkpoints.append(checkpoint)
            } else {
                contents.unreadable += 1
            }
        }
    }
}
