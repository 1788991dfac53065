public import Domain
public import Foundation

extension RequestItem {
    /// How its request was withdrawn, by what the item shows before its access has landed; nil while it is open and approved.
    ///
    /// - Parameters:
    ///   - states: the values that states have in the instance.
    ///   - now: when it was seen so.
    public func withdrawal(_ states: StateValues<ItemState>, at now: Date) -> RequestWithdrawal? {
        if isActive, isApproved { return nil }
        let kind: RequestWithdrawal.Kind =
            if isActive {
                .approvalWithdrawn
            } else {
                state == states[.closedComplete] ? .closedComplete : .cancelled
            }
        return RequestWithdrawal(kind: kind, state: state, approval: approval, changedBy: updatedBy, seenAt: now)
    }
}
