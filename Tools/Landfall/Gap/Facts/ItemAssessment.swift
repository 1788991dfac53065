import Domain
import Foundation
import ServiceNow

/// What a request item is to the search for gaps, by what ServiceNow's list says of it. Pure.
enum ItemAssessment: Hashable {
    /// Closed as complete, then.
    case fulfilled(at: Date)
    /// Approved and open, in a state that says that nobody has begun; opened then.
    case waiting(openedAt: Date)
    /// There is nothing to compare: under way, rejected, cancelled.
    case other
    /// It wasn't asked for: an instance ignores a part of a query that it doesn't understand.
    case outside
    /// Fields that decide may not be read.
    case unreadable([String])

    init(_ item: ItemOverview, in scope: GapScope) {
        guard let catalogItem = item.catalogItem, let state = item.state, let isActive = item.isActive,
            let approval = item.approval
        else {
            let isHidden = [
                ("cat_item", item.catalogItem == nil), ("state", item.state == nil), ("active", item.isActive == nil),
                ("approval", item.approval == nil),
            ]
            self = .unreadable(isHidden.filter(\.1).map(\.0))
            return
        }
        let times = [item.closedAt, item.updatedAt].compactMap(\.self)
        let isOld = !isActive && !times.isEmpty && times.allSatisfy { $0 < scope.since }
        if scope.rules[catalogItem] == nil || isOld {
            self = .outside
        } else if scope.states.closedComplete.contains(state) {
            self = times.first.map { .fulfilled(at: $0) } ?? .unreadable(["closed_at"])
        } else if isActive, approval == "approved", scope.states.open.contains(state) {
            self = item.openedAt.map { .waiting(openedAt: $0) } ?? .unreadable(["opened_at"])
        } else {
            self = .other
        }
    }
}
