import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Auditor

@Suite("The intent to write to a ticket", .timeLimit(.minutes(1)))
struct TicketIntentTests {
    private static func write() throws -> TicketWrite {
        let plan = try Samples.plan()
        let started = Fact.runStarted(RunStarted(plan: plan, approval: Samples.approval(of: plan)))
        return try #require(try TicketWrite(telling: Samples.event(started)))
    }

    @Test("is committed only by who has the ticket's turn: not after somebody else took it, nor after it ran out")
    func inTurn() async throws {
        let write = try Self.write()
        try await TestDatabase.with("audit", AuditSchema.migrations) { database in
            let store = TicketWriteStore(database: GroupCommit(database: database))
            let leases = TicketLeases(database: database)
            let (slow, quick) = (UUID(), UUID())
            func intend(_ holder: UUID) async throws -> Bool {
                try await store.intend(write, by: holder, modificationCount: 1, at: Samples.at)
            }
            #expect(try await intend(slow) == false)
            #expect(try await leases.take(Samples.ritm, for: slow) != nil)
            #expect(try await intend(quick) == false)
            try await database.query("UPDATE audit.ticket_turns SET until = clock_timestamp() - interval '1 second'")
            #expect(try await intend(slow) == false)
            #expect(try await leases.take(Samples.ritm, for: quick) != nil)
            #expect(try await intend(slow) == false)
            #expect(try await intend(quick))
        }
    }

    @Test("without an outcome counts from when somebody finds it so; an ended call is none of them")
    func unclear() async throws {
        let write = try Self.write()
        try await TestDatabase.with("audit", AuditSchema.migrations) { database in
            let store = TicketWriteStore(database: GroupCommit(database: database))
            let holder = UUID()
            func hasUnclear() async throws -> Bool {
                try TicketWriteStore.standing(
                    try await database.query(TicketWriteStore.question(about: write))
                ).hasUnclear
            }
            #expect(try await TicketLeases(database: database).take(Samples.ritm, for: holder) != nil)
            #expect(try await hasUnclear() == false)
            #expect(try await store.intend(write, by: holder, modificationCount: 1, at: Samples.at))
            #expect(try await hasUnclear())
            let first = try #require(try await store.unclear(of: Samples.ritm)[write.marker])
            #expect(first < .seconds(1))
            try await database.query(
                "UPDATE audit.ticket_writes SET unclear_at = unclear_at - interval '30 seconds'")
            let later = try #require(try await store.unclear(of: Samples.ritm)[write.marker])
            #expect(later >= .seconds(30))
            try await database.query(TicketWriteStore.ending(of: write))
            #expect(try await store.unclear(of: Samples.ritm).isEmpty)
            #expect(try await hasUnclear() == false)
        }
    }
}
