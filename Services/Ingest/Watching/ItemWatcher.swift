import Domain
import Fleet
import Foundation
import Logging
import ServiceLifecycle
import ServiceNow

/// Looks whether request items that are under way are still wanted, where a hook or the poll gives a reason to, and states those that were
/// withdrawn.
///
/// That one was withdrawn is on record before it is stated, and stated again until the broker has it: what ServiceNow shows may change
/// meanwhile.
struct ItemWatcher: Service {
    static let batch = 100
    /// After this many seconds somebody else takes what a watcher took and didn't finish.
    static let lease: TimeInterval = 30

    let store: IntakeStore
    let serviceNow: ServiceNowClient
    let publisher: EventPublisher
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async {
        await repeatUntilShutdown(
            every: .seconds(1), logger: logger, level: .warning,
            trouble: "whether request items are still wanted can't be seen; it is tried again"
        ) {
            try await look() == Self.batch
        }
    }

    /// - Returns: how many were due.
    func look() async throws -> Int {
        let due = try await store.takeWatched(limit: Self.batch, lease: Self.lease, at: now())
        let open = due.filter { $0.withdrawal == nil }
        let items = try await serviceNow.requestItems(open.map(\.ticket.sysID))
        let found = Dictionary(items.map { ($0.ticket.sysID, $0) }) { first, _ in first }
        var wanted: [SysID] = []
        for watched in due {
            let id = watched.ticket.sysID
            if let withdrawal = watched.withdrawal {
                try await state(watched, withdrawal)
                continue
            }
            let assessment = WatchAssessment.assess(
                found[id], closedSeenAt: watched.closedSeenAt, serviceNow.itemStates, at: now())
            switch assessment {
            case .stillWanted: wanted.append(id)
            case .lookAgain(let time, let first): try await store.lookAgain(id, at: time, closedSeenAt: first)
            case .withdrawn(let withdrawal):
                guard try await store.withdraw(id, withdrawal) else { continue }
                logger.notice(
                    "a request item was withdrawn",
                    metadata: [LogKey.ritm: "\(watched.ticket.number)", LogKey.reason: "\(withdrawal.sentence)"])
                try await state(watched, withdrawal)
            }
        }
        if !wanted.isEmpty { try await store.stillWanted(wanted) }
        return due.count
    }

    private func state(_ watched: IntakeStore.Watched, _ withdrawal: RequestWithdrawal) async throws {
        let fact = RequestWithdrawn(ticket: watched.ticket, withdrawal: withdrawal)
        try await publisher.publish([Emission(.requestWithdrawn(fact))], trace: watched.trace)
        try await store.withdrawalStated(watched.ticket.sysID)
    }
}
