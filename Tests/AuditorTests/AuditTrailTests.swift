import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Auditor

@Suite("The audit trail")
struct AuditTrailTests {
    private let event = Samples.event(.requestReceived(RequestReceived(ticket: Samples.ticket)))

    private func withTrail(_ body: (AuditTrail, PostgresClient) async throws -> Void) async throws {
        try await TestDatabase.with("audit", AuditSchema.migrations) { database in
            try await body(AuditTrail(database: GroupCommit(database: database)), database)
        }
    }

    private func record(_ event: Event, in trail: AuditTrail, at now: Date = Samples.at) async throws {
        try await trail.record(event, body: try EventCoding.encode(event), at: now)
    }

    private func count(_ database: PostgresClient) async throws -> Int64 {
        try #require(try await database.query("SELECT count(*) AS n FROM audit.events").first?.decode("n"))
    }

    private func refusal(_ number: Int, by origin: Origin = Samples.origin) -> Event {
        let failure = Failure(.graphRefused, "refusal \(number)")
        let fact = RequestBlocked(ticket: Samples.ticket, failure: failure, owner: nil)
        return Event(.requestBlocked(fact), at: Samples.at, by: origin, trace: Samples.trace)
    }

    @Test("keeps the same event once, as it was recorded first")
    func twice() async throws {
        try await withTrail { trail, database in
            try await record(event, in: trail)
            try await record(event, in: trail, at: Samples.at + 60)
            #expect(try await count(database) == 1)
            let row = try #require(try await database.query("SELECT recorded_at FROM audit.events").first)
            let recorded: Date = try row.decode("recorded_at")
            #expect(recorded == Samples.at)
        }
    }

    @Test("keeps an event byte for byte, with what this version does not know of it")
    func verbatim() async throws {
        try await withTrail { trail, database in
            var text = String(decoding: try EventCoding.encode(event), as: UTF8.self)
            text.insert(contentsOf: "\"later\" : [1, 2],\n", at: text.index(after: text.startIndex))
            let body = Array(text.utf8)
            let read = try EventCoding.decode(body)
            #expect(read == event)
            try await trail.record(event, body: body, at: Samples.at)
            let row = try #require(try await database.query("SELECT body FROM audit.events").first)
            let kept: [UInt8] = try row.decode("body")
            #expect(kept == body)
        }
    }

    @Test("keeps every event of many that arrive together, and says so to each")
    func together() async throws {
        try await withTrail { trail, database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 { group.addTask { try await record(refusal(number), in: trail) } }
                try await group.waitForAll()
            }
            #expect(try await count(database) == 200)
        }
    }

    @Test("keeps the others when one of those that arrive together can't be stored")
    func oneIsBad() async throws {
        try await withTrail { trail, database in
            // PostgreSQL has no text with a zero in it.
            let bad = refusal(-1, by: Origin(service: "executor", instance: "a\0b"))
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for event in (0..<50).map({ refusal($0) }) + [bad] + (50..<100).map({ refusal($0) }) {
                    group.addTask { (try? await record(event, in: trail)) != nil }
                }
                return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(outcomes == [true: 100, false: 1])
            let kept = try await count(database)
            #expect(kept == 100)
        }
    }

    @Test(
        "refuses every statement that would change or remove what is there, even to a superuser",
        arguments: [
            "UPDATE audit.events SET ritm = 'RITM0000000'", "DELETE FROM audit.events", "TRUNCATE audit.events",
            "UPDATE audit.events SET body = '{}'",
            "UPDATE audit.events SET reduced_at = now(), ritm = 'RITM0000000'",
            "UPDATE audit.checkpoints SET hash = ''", "DELETE FROM audit.checkpoints",
        ])
    func appendOnly(sql: String) async throws {
        try await withTrail { trail, database in
            try await record(event, in: trail)
            let problem = await #expect(throws: PostgresError.self) {
                try await database.query(PostgresStatement(stringLiteral: sql))
            }
            #expect(problem?.sqlState?.rawValue == "42501")
            let kept: String = try #require(
                try await database.query("SELECT ritm FROM audit.events").first?.decode("ritm"))
            #expect(kept == Samples.ritm.description)
        }
    }

    @Test("can't be changed by the service's own role, even where it has switched the triggers off")
    func rights() async throws {
        try await TestDatabase.withURL { uri, admin in
            let role = "auditor_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
            try await admin.query("CREATE ROLE \(identifier: role) NOLOGIN")
            try await admin.query("CREATE SCHEMA audit AUTHORIZATION \(identifier: role)")
            var configuration = try PostgresConfiguration(uri: uri)
            configuration.role = role
            try await TestDatabase.with(configuration) { own in
                try await own.migrate(AuditSchema.migrations, schema: "audit")
                try await record(event, in: AuditTrail(database: GroupCommit(database: own)))
                #expect(try await count(own) == 1)
                try await own.query("ALTER TABLE audit.events DISABLE TRIGGER USER")
                for sql in ["UPDATE audit.events SET ritm = ''", "DELETE FROM audit.events", "TRUNCATE audit.events"] {
                    let problem = await #expect(throws: PostgresError.self) {
                        try await own.query(PostgresStatement(stringLiteral: sql))
                    }
                    #expect(problem?.sqlState?.rawValue == "42501")
                }
            }
            try await admin.query("DROP OWNED BY \(identifier: role)")
            try await admin.query("DROP ROLE \(identifier: role)")
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
            #expect(try await leases.take(Samples.ritm, for: first) != nil)
            #expect(try await leases.take(Samples.ritm, for: second) == nil)
            // What somebody else gives back is not theirs to give.
            try await leases.giveBack(Samples.ritm, from: second)
            #expect(try await leases.take(Samples.ritm, for: second) == nil)
            try await leases.giveBack(Samples.ritm, from: first)
            #expect(try await leases.take(Samples.ritm, for: second) != nil)
        }
    }

    @Test("of one ticket don't hold up another")
    func others() async throws {
        let other = try #require(RITMNumber("RITM0010002"))
        try await withLeases { (leases: TicketLeases) async throws in
            #expect(try await leases.take(Samples.ritm, for: UUID()) != nil)
            #expect(try await leases.take(other, for: UUID()) != nil)
        }
    }

    @Test("of one that died run out")
    func runOut() async throws {
        try await withLeases { leases in
            #expect(try await leases.take(Samples.ritm, for: UUID()) != nil)
            try await leases.database.query(
                "UPDATE audit.ticket_turns SET until = clock_timestamp() - interval '1 second'")
            #expect(try await leases.take(Samples.ritm, for: UUID()) != nil)
        }
    }

    @Test("are nobody else's while the holder is at work, and given back afterwards")
    func turns() async throws {
        try await withLeases { leases in
            let (here, elsewhere) = (TurnTaking(leases: leases), TurnTaking(leases: leases))
            let inner = try await here.withTurn(Samples.ritm) { _, _ in
                (try await elsewhere.withTurn(Samples.ritm) { _, _ in (true, []) } == nil, [])
            }
            #expect(inner == true)
            #expect(try await elsewhere.withTurn(Samples.ritm) { _, _ in (true, []) } == true)
        }
    }

    @Test("are given back together with what closes them, or the caller is told that it isn't closed")
    func closing() async throws {
        try await withLeases { leases in
            let (turns, mark) = (TurnTaking(leases: leases), UUID())
            let marking: PostgresStatement = """
                INSERT INTO audit.ticket_turns (ritm, holder, until) VALUES ('RITM0010999', \(mark), clock_timestamp())
                """
            #expect(try await turns.withTurn(Samples.ritm) { _, _ in (true, [marking]) } == true)
            let left = try await leases.database.query("SELECT holder FROM audit.ticket_turns")
            #expect(try left.map { try $0.decode("holder", as: UUID.self) } == [mark])
            // The same once more violates the table's key: nothing is closed, and the turn runs out by itself.
            await #expect(throws: PostgresError.self) {
                try await turns.withTurn(Samples.ritm) { _, _ in (true, [marking]) }
            }
            #expect(try await leases.take(Samples.ritm, for: UUID()) == nil)
        }
    }
}
