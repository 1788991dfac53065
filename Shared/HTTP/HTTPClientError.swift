/// Why there is no response.
///
/// A response with an error status (4xx, 5xx) is a response, not an error.
public struct HTTPClientError: Error, Sendable {
    /// What went wrong.
    public let code: Code

    /// A sentence for the log. It names the origin, but never the path or query of the URL, nor header fields or bodies.
    public let message: String

    /// Whether the server may have carried the request out.
    ///
    /// `false` is certain: the client never began to send the request. `true` means that sending began, and that there
    /// is no telling what the server did: look before you repeat a change.
    public let mayHaveBeenCarriedOut: Bool

    /// Whether the same request may succeed later with nothing changed on this side.
    ///
    /// It says nothing about whether repeating is harmless: see ``mayHaveBeenCarriedOut``.
    public let isRetriable: Bool

    /// libcurl's result code, where the failure came from there.
    public let curlCode: Int?

    /// Creates an error.
    ///
    /// - Parameter isRetriable: `nil` takes what the code implies.
    public init(
        code: Code, message: String, mayHaveBeenCarriedOut: Bool, isRetriable: Bool? = nil, curlCode: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.mayHaveBeenCarriedOut = mayHaveBeenCarriedOut
        self.isRetriable = isRetriable ?? code.isUsuallyRetriable
        self.curlCode = curlCode
    }
}

extension HTTPClientError: CustomStringConvertible {
    /// Safe to log.
    public var description: String {
        var text = "\(code): \(message)"
        if mayHaveBeenCarriedOut { text += " (the request may have been carried out)" }
        if let curlCode { text += " [curl \(curlCode)]" }
        return text
    }
}
