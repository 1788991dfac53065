public import Foundation

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
        try handle.write(contentsOf: Data(("\n" + checkpoint.line + "\n").utf8))
        try handle.synchronize()
        try handle.close()
    }

    /// Those that can be read; lines that were cut off, and empty ones, are passed over.
    ///
    /// - Throws: `CocoaError`
    public func checkpoints() throws -> [Checkpoint] {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
        return text.split(separator: "\n").compactMap { Checkpoint(line: $0) }
    }
}
