import Domain
import HTTP

extension Failure {
    /// A call without an answer.
    ///
    /// - Parameters:
    ///   - purpose: what was called.
    ///   - isWrite: whether the call could have changed something.
    init(_ error: HTTPClientError, purpose: String, isWrite: Bool, correlation: CorrelationIDs?) {
        let reason: Reason =
            switch error.code {
            case _ where isWrite && error.mayHaveBeenCarriedOut: .graphReplyLost
            case .cancelled, .clientStopped: .serviceInterrupted
            case .responseTooLarge, .protocolError: .graphUnreadable
            case .invalidRequest, .invalidConfiguration: .serviceDefect
            default: .graphUnavailable
            }
        self.init(reason, "\(purpose): \(error)", correlation: correlation)
    }
}
