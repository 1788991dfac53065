import Domain
import Fleet
import Foundation
import Postgres

/// The audit trail: every event once, as it was stated.
struct AuditTrail: Sendable {
    let database: GroupCommit

    /// Adds an event; returns when it is committed. One that is there already stays as it is.
    ///
    /// - Parameter body: the event as it came, byte for byte.
    func record(_ event: Event, body: [UInt8], at now: Date) async throws {
        try await database.query(Self.addition(of: event, body: body, at: now))
    }

    /// Adds an event, and asks something that is true of what was committed before it was added: the trail's end is locked from then on, so that
    /// whoever adds something later finds the event.
    ///
    /// - Returns: the answer.
    func record(
        _ event: Event, body: [UInt8], at now: Date, asking question: PostgresStatement
    ) async throws -> PostgresResult {
        try await database.pipeline([Self.addition(of: event, body: body, at: now), question])[1]
    }

    /// The statement that adds an event.
    static func addition(of event: Event, body: [UInt8], at now: Date) -> PostgresStatement {
        """
        INSERT INTO audit.events (id, type, ritm, run, at, service, instance, trace, body, recorded_at)
        VALUES (\(event.id), \(event.type.rawValue), \(event.ritm.description), \(event.run?.description)::text::uuid,
            \(event.at), \(event.by.service), \(event.by.instance), \(event.trace.description), \(body), \(now))
        ON CONFLICT (id) DO NOTHING
        """
    }
}
