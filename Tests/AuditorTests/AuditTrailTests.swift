import Domain
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Auditor

@Suite("The audit trail")
struct AuditTrailTests {
    private let event = Samples.event(.requestReceived(RequestReceived(ticket: Samples.ticket)))

    private func withTrail(_ body: (AuditTrail) async throws -> Void) async throws {
        try await TestDatabase.with("audit", AuditSchema.migrations) { database in
            try await body(AuditTrail(database: database))
        }
    }

    private func count(_ trail: AuditTrail) async throws -> Int64 {
        try #require(try await trail.database.query("SELECT count(*) AS n FROM audit.events").first?.decode("n"))
    }

    @Test("keeps the same event once, as it was recorded first")
    func twice() async throws {
        try await withTrail { trail in
            try await trail.record(event, at: Samples.at)
            try await trail.record(event, at: Samples.at + 60)
            #expect(try await count(trail) == 1)
            let row = try #require(try await trail.database.query("SELECT body, recorded_at FROM audit.events").first)
            let recorded: Date = try row.decode("recorded_at")
            let body: [UInt8] = try row.decode("body")
            #expect(recorded == Samples.at)
            #expect(try body == Array(EventCoding.encode(event)))
        }
    }

    @Test(
        "refuses every statement that would change or remove what is there, even to a superuser",
        arguments: [
            "UPDATE audit.events SET ritm = 'RITM0000000'", "DELETE FROM audit.events", "TRUNCATE audit.events",
        ])
    func appendOnly(sql: String) async throws {
        try await withTrail { trail in
            try await trail.record(event, at: Samples.at)
            let problem = await #expect(throws: PostgresError.self) {
                try await trail.database.query(PostgresStatement(stringLiteral: sql))
            }
            #expect(problem?.sqlState?.rawValue == "42501")
            let kept: String = try #require(
                try await trail.database.query("SELECT ritm FROM audit.events").first?.decode("ritm"))
            #expect(kept == Samples.ritm.description)
        }
    }
}

@Suite("The turns of those who tell a ticket something")
struct TicketLeaseTests {
    private func withLeases(_ body: (TicketLeases) async throws -> Void) async throws {
        try await TestDatabase.with("audit", AuditSchema.migrations) { database in
            try await body(TicketLeases(database: database))
        }
    }

    @Test("come one after the other")
    func oneAtATime() async throws {
        try await withLeases { leases in
            let (first, second) = (UUID(), UUID())
            #expect(try await leases.take(Samples.ritm, for: first))
            #expect(try await !leases.take(Samples.ritm, for: second))
            // What somebody else gives back is not theirs to give.
            try await leases.giveBack(Samples.ritm, from: second)
            #expect(try await !leases.take(Samples.ritm, for: second))
            try await leases.giveBack(Samples.ritm, from: first)
            #expect(try await leases.take(Samples.ritm, for: second))
        }
    }

    @Test("of one ticket don't hold up another")
    func others() async throws {
        let other = try #require(RITMNumber("RITM0010002"))
        try await withLeases { (leases: TicketLeases) async throws in
            #expect(try await leases.take(Samples.ritm, for: UUID()))
            #expect(try await leases.take(other, for: UUID()))
        }
    }

    @Test("of one that died run out")
    func runOut() async throws {
        try await withLeases { leases in
            #expect(try await leases.take(Samples.ritm, for: UUID()))
            try await leases.database.query(
                "UPDATE audit.ticket_turns SET until = clock_timestamp() - interval '1 second'")
            #expect(try await leases.take(Samples.ritm, for: UUID()))
        }
    }

    @Test("are nobody else's while the holder is at work, and given back afterwards")
    func turns() async throws {
        try await withLeases { leases in
            let (here, elsewhere) = (TurnTaking(leases: leases), TurnTaking(leases: leases))
            let inner = try await here.withTurn(Samples.ritm) {
                try await elsewhere.withTurn(Samples.ritm) { true } == nil
            }
            #expect(inner == true)
            #expect(try await elsewhere.withTurn(Samples.ritm) { true } == true)
        }
    }
}
