extension HTTPClientError {
    /// Which limit passed.
    public enum TimeoutKind: String, Sendable {
        /// ``HTTPClientConfiguration/connectTimeout``
        case connect
        /// ``HTTPClientConfiguration/requestTimeout``, or the request's own
        case request
        /// ``HTTPClientConfiguration/idleTimeout``
        case idle
    }

    /// A kind of failure; further ones may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: Hashable, Sendable {
            case connectFailed, nameNotResolved, tls, timeout(TimeoutKind), connectionLost, responseTooLarge
            case cancelled, invalidRequest, invalidConfiguration, protocolError, clientStopped, internalFailure
        }

        private let value: Value

        /// Nothing accepts connections at the address, or the network has no way there.
        public static let connectFailed = Code(value: .connectFailed)
        /// The host's name has no address, or the resolver gave no answer.
        public static let nameNotResolved = Code(value: .nameNotResolved)
        /// TLS could not be agreed: an untrusted certificate, another name, an unusable file.
        public static let tls = Code(value: .tls)
        /// A limit of time passed.
        public static func timeout(_ kind: TimeoutKind) -> Code { Code(value: .timeout(kind)) }
        /// The connection broke, or ended before the response was complete.
        public static let connectionLost = Code(value: .connectionLost)
        /// The response is longer than the configuration allows.
        public static let responseTooLarge = Code(value: .responseTooLarge)
        /// The calling task was cancelled.
        public static let cancelled = Code(value: .cancelled)
        /// The request can't be sent as it is.
        public static let invalidRequest = Code(value: .invalidRequest)
        /// The configuration can't work.
        public static let invalidConfiguration = Code(value: .invalidConfiguration)
        /// What the server sent is no HTTP.
        public static let protocolError = Code(value: .protocolError)
        /// The client was shut down.
        public static let clientStopped = Code(value: .clientStopped)
        /// libcurl failed for a reason that is neither the server's nor the request's, such as want of memory.
        public static let internalFailure = Code(value: .internalFailure)

        /// The code's name, as used in logs and metrics.
        public var description: String {
            switch value {
            case .timeout(let kind): "timeout.\(kind.rawValue)"
            default: "\(value)"
            }
        }

        /// Whether failures of this kind tend to pass by themselves.
        var isUsuallyRetriable: Bool {
            switch value {
            case .connectFailed, .nameNotResolved, .timeout, .connectionLost: true
            case .tls, .responseTooLarge, .cancelled, .invalidRequest, .invalidConfiguration, .protocolError,
                .clientStopped, .internalFailure:
                false
            }
        }
    }
}
