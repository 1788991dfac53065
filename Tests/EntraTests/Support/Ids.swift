import Domain
import Entra

extension CorrelationIDs {
    /// Without the digests, which other tests look at.
    var ids: CorrelationIDs { CorrelationIDs(clientRequestID: clientRequestID, requestID: requestID) }
}

extension MembershipWriteOutcome {
    /// Without digests.
    var ids: MembershipWriteOutcome {
        switch self {
        case .accepted(let correlation): .accepted(correlation.ids)
        case .alreadySo(let correlation): .alreadySo(correlation.ids)
        case .failed: self
        }
    }
}

extension BulkAddOutcome {
    /// Without digests.
    var ids: BulkAddOutcome {
        if case .accepted(let correlation) = self { .accepted(correlation.ids) } else { self }
    }
}
