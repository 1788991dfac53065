import Domain
import Fleet
import Foundation
import Logging
import Postgres
import TestSupport
import Testing

@testable import Audit
@testable import Auditor

@Suite("Checkpoints of the audit trail are kept")
struct CheckpointKeeperTests {
    private func with(
        _ body: (CheckpointKeeper, AuditTrail, PostgresClient) async throws -> Void
    ) async throws {
        let path = NSTemporaryDirectory() + "landfall-checkpoints-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await TestDatabase.with("audit", AuditSchema.migrations) { database in
            let keeper = CheckpointKeeper(
                reader: AuditReader(database: database), database: database,
                key: try CheckpointSigningKey(pem: CheckpointTests.privateKey), file: CheckpointFile(path: path),
                interval: .seconds(60), now: { Samples.at }, logger: Logger(label: "test"))
            try await body(keeper, AuditTrail(database: GroupCommit(database: database)), database)
        }
    }

    private func record(_ number: Int, in trail: AuditTrail) async throws {
        let fact = RequestBlocked(ticket: Samples.ticket, failure: Failure(.graphRefused, "\(number)"), owner: nil)
        let event = Samples.event(.requestBlocked(fact))
        try await trail.record(event, body: try EventCoding.encode(event), at: Samples.at)
    }

    @Test("in the file and in the database, once for each place")
    func kept() async throws {
        try await with { keeper, trail, database in
            #expect(try await keeper.keep(after: nil) == nil)
            try await record(1, in: trail)
            let first = try #require(try await keeper.keep(after: nil))
            // As after a restart: the file says what was signed.
            #expect(try await keeper.keep(after: nil) == first)
            try await record(2, in: trail)
            let second = try #require(try await keeper.keep(after: first))
            let inFile = try keeper.file.contents().checkpoints
            #expect(inFile.map(\.position) == [first, second] && second.number == 2)
            #expect(try await AuditReader(database: database).checkpoints() == inFile)
        }
    }

    @Test("but not of a trail that no longer holds what was signed")
    func contradicted() async throws {
        try await with { keeper, trail, database in
            for number in 1...3 { try await record(number, in: trail) }
            let last = try await keeper.keep(after: nil)
            try await database.pipeline([
                "ALTER TABLE audit.events DISABLE TRIGGER USER", "DELETE FROM audit.events WHERE number = 3",
                "ALTER TABLE audit.events ENABLE TRIGGER USER",
                "UPDATE audit.chain_head SET number = 2, hash = (SELECT hash FROM audit.events WHERE number = 2)",
            ])
            await #expect(throws: CheckpointKeeper.Contradicted(number: 3)) { try await keeper.keep(after: last) }
            for number in 4...5 { try await record(number, in: trail) }
            await #expect(throws: CheckpointKeeper.Contradicted(number: 3)) { try await keeper.keep(after: nil) }
            #expect(try keeper.file.contents().checkpoints.count == 1)
        }
    }
}
