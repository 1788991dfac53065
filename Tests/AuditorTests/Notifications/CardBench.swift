import Domain
import Fleet
import Foundation
import Postgres
import Synchronization
import Teams
import TestSupport

@testable import Auditor

/// Auditors that post cards, with a real database, and a channel that answers as a test says.
final class CardBench: Sendable {
    let database: PostgresClient
    private let answers = Mutex<[Failure?]>([])
    private let taken = Mutex<[(at: ContinuousClock.Instant, text: String)]>([])

    private init(_ database: PostgresClient) { self.database = database }

    static func with(_ body: (CardBench) async throws -> Void) async throws {
        try await TestDatabase.with("audit", AuditSchema.migrations) { try await body(CardBench($0)) }
    }

    /// What the channel says to the next posts; then it takes everything. Nil: it takes the card.
    func answer(_ failures: Failure?...) { answers.withLock { $0 = failures } }

    /// The messages that arrived, whether they were taken or not.
    var posted: [String] { taken.withLock { $0.map(\.text) } }
    var times: [ContinuousClock.Instant] { taken.withLock { $0.map(\.at) } }

    /// What one Auditor process has.
    func auditor(
        lease: Duration = .seconds(60), post: CardChannels.Post? = nil, own: [String: CardChannels.Post] = [:]
    ) -> NotificationHandler {
        NotificationHandler(
            delivery: CardDelivery(
                store: CardStore(database: database, lease: lease), rate: CardRate(database: database),
                channels: CardChannels(
                    common: post ?? { [self] in try receive($0) }, own: own, logger: TestBroker.quiet)),
            links: CardNoticeTests.links)
    }

    func receive(_ message: [UInt8]) throws(Failure) {
        taken.withLock { $0.append((.now, String(decoding: message, as: UTF8.self))) }
        let failure = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if let failure { throw failure }
    }

    /// One of many requests that are blocked.
    static func blocked(_ number: Int = 1) -> Event {
        let ticket = Ticket(sysID: Samples.sysID, number: RITMNumber("RITM00\(20_000 + number)") ?? Samples.ritm)
        return Samples.event(
            .requestBlocked(
                RequestBlocked(ticket: ticket, failure: Failure(.directoryGroupMissing, "gone"), owner: Samples.owner)))
    }

    static func context(_ event: Event) throws -> HandlingContext {
        HandlingContext(
            attempt: 1, trace: event.trace, body: try EventCoding.encode(event), logger: TestBroker.quiet)
    }

    /// A row of `audit.cards`.
    struct Row: Hashable, Sendable {
        var attempts: Int
        var misses: Int
        var isSent: Bool
        var isKept: Bool
        var failure: String?
    }

    func row() async throws -> Row? {
        try await database.query(
            """
            SELECT attempts, misses, sent_at IS NOT NULL AS is_sent, card IS NOT NULL AS is_kept, last_failure FROM audit.cards
            """
        ).first.map {
            Row(
                attempts: try $0.decode("attempts"), misses: try $0.decode("misses"),
                isSent: try $0.decode("is_sent"), isKept: try $0.decode("is_kept"),
                failure: try $0.decode("last_failure"))
        }
    }
}

extension NotificationHandler {
    @discardableResult
    func handle(_ event: Event) async throws -> StageOutcome {
        try await handle(event, context: CardBench.context(event))
    }

    /// As a stage does: what has to wait comes back.
    func handleUntilTaken(_ event: Event) async throws {
        try await waitUntil("the card being taken") {
            do {
                return try await handle(event) == .done()
            } catch let failure as Failure where failure.reason.isThrottling {
                return false
            }
        }
    }
}
