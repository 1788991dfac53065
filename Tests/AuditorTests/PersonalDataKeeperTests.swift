import Domain
import Fleet
import Foundation
import Logging
import Postgres
import TestSupport
import Testing

@testable import Audit
@testable import Auditor

@Suite("Personal data is taken out of the audit trail")
struct PersonalDataKeeperTests {
    private func keeper(_ database: PostgresClient, at now: Date) -> PersonalDataKeeper {
        PersonalDataKeeper(
            database: database, pseudonyms: Pseudonyms(key: Array(repeating: 7, count: 32), replacing: [.names]),
            period: .seconds(3_600), now: { now }, logger: Logger(label: "test"))
    }

    private func withTrail(
        of dates: [Date], _ body: (PostgresClient, AuditReader) async throws -> Void
    ) async throws {
        try await TestDatabase.with("audit", AuditSchema.migrations) { database in
            let trail = AuditTrail(database: GroupCommit(database: database))
            for (number, date) in dates.enumerated() {
                let plan = try Samples.plan()
                let retry = RunRetry(start: number + 2, askedBy: "Olga Orlova", askedAt: Samples.at)
                let event = Samples.event(
                    .retryRequested(RetryRequested(plan: plan, approval: Samples.approval(of: plan), retry: retry)))
                try await trail.record(event, body: try EventCoding.encode(event), at: date)
            }
            try await body(database, AuditReader(database: database))
        }
    }

    private func whole(_ database: PostgresClient) async throws -> [Int64] {
        try await database.query(
            "SELECT number FROM audit.events WHERE convert_from(body, 'UTF8') LIKE '%Olga Orlova%' ORDER BY number"
        ).map { try $0.decode("number") }
    }

    @Test("when it is old enough, and the chain still fits")
    func reduces() async throws {
        let dates = [0, 1, 2, 3_000].map { Samples.at + $0 }
        try await withTrail(of: dates) { (database: PostgresClient, reader: AuditReader) async throws in
            #expect(try await keeper(database, at: Samples.at + 3_600).reduceNext() == 0)
            #expect(try await keeper(database, at: Samples.at + 3_602.5).reduceNext() == 3)
            #expect(try await whole(database) == [4])
            var verifier = ChainVerifier()
            #expect(try await reader.verify(&verifier) == nil)
            #expect(verifier.count == 4 && verifier.reduced == 3)
            #expect(try await keeper(database, at: Samples.at + 3_602.5).reduceNext() == 0)
        }
    }

    @Test("never before that of an older entry, by two processes at once neither")
    func inOrder() async throws {
        // The clocks of those who record differ by a moment.
        let dates = [0, 20, 1, 2].map { Samples.at + $0 }
        try await withTrail(of: dates) { (database: PostgresClient, reader: AuditReader) async throws in
            let now = Samples.at + 3_610
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { _ = try await keeper(database, at: now).reduceNext() } }
                try await group.waitForAll()
            }
            #expect(try await whole(database) == [2, 3, 4])
            var verifier = ChainVerifier()
            #expect(try await reader.verify(&verifier) == nil)
        }
    }

    @Test("and who says so of a younger entry is found out")
    func outOfTurn() async throws {
        try await withTrail(of: [Samples.at, Samples.at + 1]) {
            (database: PostgresClient, reader: AuditReader) async throws in
            try await database.query("UPDATE audit.events SET body = '{}', reduced_at = now() WHERE number = 2")
            var verifier = ChainVerifier()
            #expect(try await reader.verify(&verifier) == .reducedOutOfTurn(number: 2))
        }
    }
}
