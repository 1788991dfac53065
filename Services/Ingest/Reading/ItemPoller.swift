import Domain
import Fleet
import Foundation
import Logging
import ServiceLifecycle
import ServiceNow

/// Asks ServiceNow for all items that are approved and not closed: the record, where hooks are hints that can be lost.
///
/// Each round goes through all of them in the order of their ids, so that nothing depends on time stamps, which are whole seconds and which
/// scripts can leave untouched. What is known already stays as it is. What is under way and not among them is looked at: somebody may have
/// closed it.
struct ItemPoller: Service {
    static let pageSize = 200

    let store: IntakeStore
    let serviceNow: ServiceNowClient
    /// The items to ask for, by the policy in force.
    let catalogItems: @Sendable () async throws -> [SysID]
    let arrivals: ChangeSignal
    let interval: Duration
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async {
        await repeatUntilShutdown(
            every: interval, logger: logger, level: .warning,
            trouble: "the poll of request items failed; the next one is due soon"
        ) {
            try await poll()
            return false
        }
    }

    private func poll() async throws {
        var generator = SystemRandomNumberGenerator()
        let catalogItems = try await catalogItems()
        let beginning = now()
        var listed: [SysID] = []
        var last: SysID?
        while true {
            let page = try await serviceNow.approvedItems(of: catalogItems, after: last, limit: Self.pageSize)
            let count = try await store.hint(page.tickets.map(\.sysID), trace: .root(using: &generator), at: now())
            if count > 0 {
                logger.info("the poll found request items", metadata: [LogKey.count: "\(count)"])
                arrivals.notify()
            }
            listed += page.tickets.map(\.sysID)
            guard let next = page.tickets.last?.sysID, page.mayHaveMore else { break }
            last = next
        }
        let count = try await store.watch(besides: listed, receivedBefore: beginning, at: now())
        if count > 0 {
            logger.info(
                "request items under way aren't open and approved any more", metadata: [LogKey.count: "\(count)"])
        }
    }
}
