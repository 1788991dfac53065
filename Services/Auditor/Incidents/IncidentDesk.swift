import Domain
import Fleet
import Foundation
import ServiceNow

/// What an event makes of a request's incidents, by one at a time for each request.
struct IncidentDesk: Sendable {
    let settler: IncidentSettler
    let history: IncidentHistory
    let trail: AuditTrail
    let turns: TurnTaking
    let links: RunLinks
    /// The page of a ticket in ServiceNow.
    let ticketPage: @Sendable (Ticket) -> String
    let now: @Sendable () -> Date

    private var store: IncidentStore { settler.store }

    func handle(_ event: Event, body: [UInt8], trace: TraceContext) async throws -> StageOutcome {
        let at = now()
        // On record first: whoever has the turn now, or takes it later, decides by what is on record.
        var recording = [AuditTrail.addition(of: event, body: body, at: at)]
        if let trouble = IncidentTrouble(event) {
            recording += IncidentStore.keepingInMind(trouble.key, store.states, at: at)
        } else {
            try await trail.record(event, body: body, at: at)
            guard try await store.concerns(event) else { return .done() }
            recording = []
        }
        let outcome: StageOutcome? = try await turns.withTurn(event.ritm, recording: recording) { holder, _ in
            (try await settle(event, by: settler.holding(holder), trace), [])
        }
        return outcome ?? .later(.seconds(1))
    }

    private func settle(
        _ event: Event, by settler: IncidentSettler, _ trace: TraceContext
    ) async throws -> StageOutcome {
        let known = try await history.events(of: event.ritm)
        let event = known.first { $0.id == event.id } ?? event
        let rows = try await store.incidents(of: event.ritm)
        let decision = IncidentDecision(
            on: event, known: known, open: rows.filter { $0.isOpen(by: store.states) }.map(\.key))
        let isTold = try await store.told(event.id).contains { $0.type != .incidentResolved }
        if let trouble = decision.tells, !isTold {
            let row = rows.first { $0.key == trouble.key } ?? IncidentRow(trouble.key)
            let text = IncidentText(
                telling: trouble, known: known, links: links,
                closedMeansRetry: settler.settings.closedMeansRetry, ticketPage: ticketPage)
            if case .later(let wait) = try await settler.tell(text, of: trouble, on: row, trace: trace) {
                return .later(wait)
            }
        }
        for row in rows where decision.resolves.contains(row.key) {
            let note = ResolutionText.note(of: event)
            if case .later(let wait) = try await settler.resolve(row, by: event, note: note, trace: trace) {
                return .later(wait)
            }
        }
        // Also what was told before, and may not have been stated.
        return .done(try await store.told(event.id).map { Emission($0) })
    }
}
