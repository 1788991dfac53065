import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Audit
@testable import Auditor

@Suite("The audit trail is a chain")
struct ChainTests {
    private func with(_ count: Int, _ body: (AuditReader, PostgresClient) async throws -> Void) async throws {
        try await TestDatabase.with("audit", AuditSchema.migrations) { database in
            let trail = AuditTrail(database: GroupCommit(database: database))
            try await record(1...count, in: trail)
            try await body(AuditReader(database: database), database)
        }
    }

    private func record(_ numbers: ClosedRange<Int>, in trail: AuditTrail) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in numbers {
                let failure = Failure(.graphRefused, "refusal \(number)")
                let fact = RequestBlocked(ticket: Samples.ticket, failure: failure, owner: nil)
                let event = Event(.requestBlocked(fact), at: Samples.at, by: Samples.origin, trace: Samples.trace)
                let body = try EventCoding.encode(event)
                group.addTask { try await trail.record(event, body: body, at: Samples.at) }
            }
            try await group.waitForAll()
        }
    }

    /// Does what nobody but a superuser can.
    private func tamper(_ sql: PostgresStatement, _ database: PostgresClient) async throws {
        try await database.pipeline([
            "ALTER TABLE audit.events DISABLE TRIGGER USER", sql, "ALTER TABLE audit.events ENABLE TRIGGER USER",
        ])
    }

    private func check(_ reader: AuditReader, _ checkpoints: [Checkpoint] = []) async throws -> ChainBreak? {
        var verifier = ChainVerifier(checkpoints: checkpoints)
        return try await reader.verify(&verifier)
    }

    @Test("without gaps, whoever adds to it at the same time, and whatever comes twice")
    func whole() async throws {
        try await with(100) { reader, database in
            let others = (0..<4).map { _ in AuditTrail(database: GroupCommit(database: database)) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for other in others { group.addTask { try await record(50...250, in: other) } }
                try await group.waitForAll()
            }
            var verifier = ChainVerifier()
            #expect(try await reader.verify(&verifier) == nil)
            #expect(verifier.count == 250)
            #expect(verifier.position.number == 250)
            #expect(try await reader.head() == verifier.position)
        }
    }

    @Test(
        "says where it was changed",
        arguments: [
            ("UPDATE audit.events SET body = 'other' WHERE number = 7", ChainBreak.bodyChanged(number: 7)),
            (
                "UPDATE audit.events SET body = 'other', digest = sha256('other') WHERE number = 7",
                .entryChanged(number: 7)
            ),
            ("UPDATE audit.events SET ritm = 'RITM0000000' WHERE number = 7", .entryChanged(number: 7)),
            (
                "UPDATE audit.events SET recorded_at = recorded_at + interval '1 us' WHERE number = 7",
                .entryChanged(number: 7)
            ),
            ("DELETE FROM audit.events WHERE number BETWEEN 7 AND 8", .missing(from: 7, to: 8)),
            ("DELETE FROM audit.events WHERE number > 7", .headMoved(last: 7, head: 10)),
        ])
    func changed(sql: String, expected: ChainBreak) async throws {
        try await with(10) { reader, database in
            #expect(try await check(reader) == nil)
            try await tamper(PostgresStatement(stringLiteral: sql), database)
            #expect(try await check(reader) == expected)
        }
    }

    @Test("whose end can't be cut off, and which can't be written anew, where its checkpoints are elsewhere")
    func checkpoints() async throws {
        let key = try CheckpointSigningKey(pem: CheckpointTests.privateKey)
        try await with(10) { reader, database in
            let head = try #require(try await reader.head())
            let checkpoint = try key.sign(head, at: Samples.at)
            #expect(try await check(reader, [checkpoint]) == nil)

            // As if the last three had never been.
            try await tamper("DELETE FROM audit.events WHERE number > 7", database)
            try await tamper(
                "UPDATE audit.chain_head SET number = 7, hash = (SELECT hash FROM audit.events WHERE number = 7)",
                database)
            #expect(try await check(reader) == nil)
            #expect(try await check(reader, [checkpoint]) == .cut(last: 7, checkpoint: 10))

            // And others in their place.
            try await record(21...23, in: AuditTrail(database: GroupCommit(database: database)))
            #expect(try await check(reader) == nil)
            #expect(try await check(reader, [checkpoint]) == .rewritten(checkpoint: 10))
        }
    }

    @Test("in which what was there before has its place")
    func migrated() async throws {
        try await TestDatabase.withURL { _, database in
            let all = AuditSchema.migrations
            try await database.migrate(Array(all.dropLast()), schema: "audit")
            try await record(1...20, in: AuditTrail(database: GroupCommit(database: database)))
            let before = try await database.query("SELECT id::text FROM audit.events ORDER BY number")
                .map { try $0.decode(at: 0, as: String.self) }
            try await database.migrate(all, schema: "audit")
            try await record(21...30, in: AuditTrail(database: GroupCommit(database: database)))
            let reader = AuditReader(database: database)
            #expect(try await check(reader) == nil)
            let after = try await database.query("SELECT id::text FROM audit.events ORDER BY number")
                .map { try $0.decode(at: 0, as: String.self) }
            #expect(after.count == 30 && Array(after.prefix(20)) == before)
        }
    }
}
