import Domain
import Fleet
import Foundation
import Logging
import ServiceLifecycle
import ServiceNow

/// Reads the request items that were hinted at, and states those that are to be fulfilled.
///
/// A row is "received" only after the broker has the event; a reader that dies before that leaves it due, and it is stated again: the same
/// fact has the same id.
struct ItemReader: Service {
    /// Items that are read in one call.
    static let batch = 100
    /// After this many seconds somebody else takes what a reader took and didn't finish.
    static let lease: TimeInterval = 30

    let store: IntakeStore
    let serviceNow: ServiceNowClient
    let publisher: EventPublisher
    let arrivals: ChangeSignal
    let now: @Sendable () -> Date
    let logger: Logger

    private var intents: IntentStore { IntentStore(database: store.database) }

    /// How often to look for rows that nobody told this instance of.
    private static let sweep = Duration.seconds(1)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let generation = arrivals.generation
                do {
                    if try await readDue() > 0 { continue }
                } catch {
                    try Task.checkCancellation()
                    logger.error("request items can't be read; it is tried again", metadata: [LogKey.error: "\(error)"])
                    try await Task.sleep(for: Self.sweep)
                }
                _ = await withTimeLimit(Self.sweep, clock: CoarseClock.shared) {
                    await arrivals.wait(after: generation)
                }
            }
        }
    }

    /// - Returns: how many rows were due.
    private func readDue() async throws -> Int {
        let hints = try await store.takeDue(limit: Self.batch, lease: Self.lease, at: now())
        guard !hints.isEmpty else { return 0 }
        let items: [RequestItem]
        do {
            items = try await serviceNow.requestItems(hints.map(\.sysID))
        } catch let failure as Failure {
            let wait = max(failure.retryAfterSeconds ?? 0, 2)
            try await store.putOff(
                hints.map(\.sysID), until: now().addingTimeInterval(wait), because: failure.description)
            throw failure
        }
        let found = Dictionary(items.map { ($0.ticket.sysID, $0) }) { first, _ in first }
        try await settle(hints.map { ($0, ItemAssessment.assess(found[$0.sysID], looks: $0.looks)) })
        return hints.count
    }

    private func settle(_ assessed: [(IntakeStore.Hint, ItemAssessment)]) async throws {
        var tickets: [Ticket] = []
        let clients = try await intents.clients(
            of: assessed.compactMap { hint, assessment in
                if case .receive = assessment { hint.sysID } else { nil }
            })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (hint, assessment) in assessed {
                switch assessment {
                case .receive(let ticket):
                    tickets.append(ticket)
                    let received = RequestReceived(ticket: ticket, proposedBy: clients[ticket.sysID])
                    group.addTask {
                        try await publisher.publish([Emission(.requestReceived(received))], trace: hint.trace)
                    }
                case .setAside(let note):
                    logger.notice(
                        "a request item is set aside", metadata: ["sys_id": "\(hint.sysID)", LogKey.reason: "\(note)"])
                    group.addTask { try await store.setAside(hint.sysID, because: note) }
                case .lookAgain(let delay, let note):
                    let time = now().addingTimeInterval(TimeInterval(delay.components.seconds))
                    group.addTask { try await store.putOff([hint.sysID], until: time, because: note) }
                }
            }
            try await group.waitForAll()
        }
        try await store.received(tickets, at: now())
    }
}
