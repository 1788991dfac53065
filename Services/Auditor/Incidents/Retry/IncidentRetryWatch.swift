import Domain
import Fleet
import Foundation
import Logging
import ServiceLifecycle
import ServiceNow

/// Looks at open incidents, and takes it for a Retry when a person resolves or closes one whose run has come to no good end.
///
/// Any number of Auditors look beside each other. What is asked for is committed before anything is done, and is one order for each start of
/// the run; so whoever dies in the middle, or looks at the same moment, asks for no second one.
struct IncidentRetryWatch: Service {
    /// Incidents that are looked at by one call.
    static let batch = 100

    var settler: IncidentSettler
    let watched: IncidentWatchStore
    let history: IncidentHistory
    let runs: RunRecords
    let orders: OrderStore
    /// The same as those who tell of failures have: nobody does so while a closing is answered.
    let turns: TurnTaking
    let logger: Logger

    private var interval: Duration { settler.settings.watchInterval }
    private var store: IncidentStore { settler.store }

    func run() async {
        await repeatUntilShutdown(
            every: interval, logger: logger, level: .warning,
            trouble: "it can't be seen whether incidents were closed; it is tried again"
        ) {
            try await look() == Self.batch
        }
    }

    /// Looks once.
    ///
    /// - Returns: how many were due.
    func look() async throws -> Int {
        let due = try await watched.takeDue(limit: Self.batch, pause: interval)
        let incidents = try await settler.serviceNow.incidents(due.map(\.sysID))
        try await watched.sawOpen(incidents.filter(\.isOpen).map(\.sysID))
        for incident in incidents where !incident.isOpen {
            guard let one = due.first(where: { $0.sysID == incident.sysID }) else { continue }
            // One that can't be answered holds up no other.
            do {
                try await answer(one)
            } catch {
                try Task.checkCancellation()
                try await fail(one, incident, error)
            }
        }
        return due.count
    }

    private func answer(_ one: IncidentWatchStore.Watched) async throws {
        // Where another process is at work on the request's incidents, it is looked at again later.
        _ = try await turns.withTurn(one.key.ritm) { holder, _ in
            var generator = SystemRandomNumberGenerator()
            var inTurn = self
            inTurn.settler = settler.holding(holder)
            try await inTurn.answer(one, trace: .root(using: &generator))
            return ((), [])
        }
    }

    /// As things are in the request's turn: what was seen before may be over.
    private func answer(_ one: IncidentWatchStore.Watched, trace: TraceContext) async throws {
        let rows = try await store.incidents(of: one.key.ritm)
        guard let row = rows.first(where: { $0.sysID == one.sysID }), let run = row.key.run else {
            return try await watched.leave(one.sysID)
        }
        guard let incident = try await settler.serviceNow.incident(one.sysID, trace: trace), !incident.isOpen else {
            return
        }
        guard incident.knownState != .canceled else { return try await watched.leave(one.sysID) }
        let known = try await history.events(of: row.key.ritm)
        let story = RunStory(run: run, try await runs.entries(of: run))
        let closing = IncidentClosing(
            of: row.key,
            .init(told: try await store.tellings(on: row), asked: row.retryStart, isStale: one.isStale), known: known,
            story: story, orders: try await orders.orders(of: run))
        guard let failure = closing.failure else { return try await watched.leave(one.sysID) }
        let cause = ClosingText.cause(of: failure, on: row)
        // A call of Landfall's own without an outcome may have resolved it, and not the person.
        guard try await store.unclear(on: row, besides: cause) == nil else { return }
        switch closing.answer {
        case .wait: break
        case .over: try await watched.leave(one.sysID)
        case .retry(let start):
            guard let story else { return }
            try await ask(for: start, story, row, ClosingText(incident: incident, person: name(incident, trace)), trace)
        case .refuse(let sentence):
            let text = ClosingText(incident: incident, person: try await name(incident, trace))
            try await refuse(sentence, text, cause, row, trace)
        }
    }

    private func ask(
        for start: Int, _ story: RunStory, _ row: IncidentRow, _ text: ClosingText, _ trace: TraceContext
    ) async throws {
        try await watched.ask(for: start, of: row)
        let wish = OrderStore.Wish(
            ritm: row.key.ritm, run: story.run, start: start, kind: .retry,
            askedBy: .init(id: nil, title: text.askedBy), reason: text.reason, waits: nil, trace: trace)
        _ = try await orders.add(wish, refused: story.refusedKinds)
        logger.notice(
            "an incident was closed, which asks for a retry",
            metadata: [
                LogKey.ritm: "\(row.key.ritm)", LogKey.run: "\(story.run)", LogKey.incident: "\(text.incident.number)",
            ])
    }

    private func refuse(
        _ sentence: String, _ text: ClosingText, _ cause: UUID, _ row: IncidentRow, _ trace: TraceContext
    ) async throws {
        logger.notice(
            "an incident was closed, and its run is not retried by that",
            metadata: [
                LogKey.ritm: "\(row.key.ritm)", LogKey.incident: "\(text.incident.number)",
                LogKey.detail: "\(sentence)",
            ])
        // One that is closed for good takes no notes.
        if !text.incident.isClosed {
            let outcome = try await settler.answer(
                text.refusal(sentence), cause, on: row, text.incident, trace: trace)
            guard outcome == .settled else { return }
        }
        try await watched.leave(text.incident.sysID)
    }

    private func name(_ incident: Incident, _ trace: TraceContext) async throws -> String? {
        guard let id = SysID(incident.resolvedBy) else { return nil }
        return try await settler.serviceNow.name(ofUser: id, trace: trace)
    }

    /// What can't be answered is tried again, but not for ever.
    private func fail(_ one: IncidentWatchStore.Watched, _ incident: Incident, _ error: any Error) async throws {
        let isOver = one.isStale || (error as? Failure)?.kind == .permanent
        logger.log(
            level: isOver ? .error : .warning,
            isOver
                ? "that an incident was closed can't be answered; it is given up"
                : "that an incident was closed can't be answered; it is tried again",
            metadata: [
                LogKey.ritm: "\(one.key.ritm)", LogKey.incident: "\(incident.number)", LogKey.error: "\(error)",
            ])
        if isOver { try await watched.leave(one.sysID) }
    }
}
