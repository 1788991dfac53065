import Glibc

/// A socket of an interposer could not be made or used.
public struct SocketError: Error, CustomStringConvertible {
    /// What was tried.
    public let operation: String
    /// The system's error number.
    public let code: Int32

    public var description: String { "\(operation): \(String(cString: strerror(code)))" }

    static func last(_ operation: String) -> SocketError {
        SocketError(operation: operation, code: errno)
    }
}
