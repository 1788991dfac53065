import Domain
import Fleet
import Foundation
import ServiceNow

/// Writes to incidents, each thing once: intends it on record, looks, writes, reads back. Called by who has the request's turn.
struct IncidentSettler: Sendable {
    let serviceNow: ServiceNowClient
    let store: IncidentStore
    let settings: IncidentSettings
    /// For how long the instance may still carry out a call that is known to have no outcome.
    let lateness: Duration
    let now: @Sendable () -> Date

    /// What became of a write.
    enum Outcome: Hashable {
        /// The incident shows it, or there was nothing to write.
        case settled
        /// An earlier call may still take effect: whoever wrote again now would write twice.
        case later(Duration)
    }

    /// The same for who has the request's turn: only he writes.
    func holding(_ turn: UUID) -> IncidentSettler {
        IncidentSettler(
            serviceNow: serviceNow, store: store.held(by: turn), settings: settings, lateness: lateness, now: now)
    }

    /// How long to wait until nothing can come any more of calls without an outcome; nil when there are none.
    ///
    /// - Parameter cause: what is told by the call that is looked for itself.
    func timeForLateCalls(on row: IncidentRow, besides cause: UUID? = nil) async throws -> Duration? {
        guard let unclearFor = try await store.unclear(on: row, besides: cause),
            unclearFor < lateness
        else { return nil }
        return lateness - unclearFor
    }

    func write(
        _ change: IncidentChange, _ turn: IncidentWrite.Turn, _ cause: UUID, _ row: IncidentRow, _ incident: Incident,
        _ trace: TraceContext
    ) async throws -> Outcome {
        try await store.intend(
            turn, telling: cause, on: row, modificationCount: incident.modificationCount, at: now())
        let correlation = try await calling(turn, cause, row) {
            try await serviceNow.updateIncident(
                incident.sysID, change.values(in: serviceNow.incidentStates), trace: trace)
        }
        guard let correlation, let after = try await serviceNow.incident(incident.sysID, trace: trace) else {
            throw gone(row)
        }
        if let missing = change.missing(from: after) {
            throw notShown(missing, after, correlation)
        }
        return try await settle(turn, cause, row, after, correlation)
    }

    /// Makes a call that was intended. What it certainly didn't do need not be looked for.
    func calling<Result: Sendable>(
        _ turn: IncidentWrite.Turn, _ cause: UUID, _ row: IncidentRow, _ call: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await call()
        } catch let failure as Failure where failure.wasNotCarriedOut {
            try await store.forget(turn, telling: cause, on: row)
            throw failure
        }
    }

    func settle(
        _ turn: IncidentWrite.Turn, _ cause: UUID, _ row: IncidentRow, _ incident: Incident,
        _ correlation: CorrelationIDs?
    ) async throws -> Outcome {
        let tells = turn == .opened || turn == .updated
        try await store.settle(
            turn, telling: cause, on: row, state: incident.state, requestID: correlation?.requestID,
            watches: tells && row.key.run != nil && settings.closedMeansRetry, at: now())
        return .settled
    }

    enum Earlier {
        case arrived
        case didNotArrive
        case later(Duration)
    }

    func judge(
        _ earlier: IncidentWrite, _ cause: UUID, _ row: IncidentRow, _ incident: Incident,
        setting state: IncidentState?,
        _ marker: String
    ) async throws -> Earlier {
        let judgement = EarlierIncidentWrite.judge(
            setting: state, marker: marker, countBefore: earlier.modificationCount, incident: incident,
            unclearFor: try await store.unclear(cause, earlier.turn, on: row), lateness: lateness)
        switch judgement {
        case .arrived: return .arrived
        case .didNotArrive: return .didNotArrive
        case .mayStillCome(let wait): return .later(wait)
        case .unknown:
            throw Failure(.serviceNowReplyLost, "whether the note \(marker) is on \(incident.number) can't be read")
        }
    }

    func notShown(_ missing: String, _ incident: Incident, _ correlation: CorrelationIDs? = nil) -> Failure {
        Failure(
            .serviceNowNotApplied, "\(incident.number) shows state \(incident.state), and not \(missing)",
            correlation: correlation)
    }

    func gone(_ row: IncidentRow) -> Failure {
        Failure(
            .serviceNowRecordGone,
            "\(row.number ?? "the incident") (\(row.correlationID)) is gone or closed, or may not be read")
    }
}

extension Failure {
    /// Whether a call to ServiceNow that failed so has certainly changed nothing, and won't: it was turned away.
    var wasNotCarriedOut: Bool {
        switch reason {
        case .serviceNowNotProcessed, .serviceNowThrottled, .serviceNowUnauthorized, .serviceNowForbidden: true
        default: false
        }
    }
}
