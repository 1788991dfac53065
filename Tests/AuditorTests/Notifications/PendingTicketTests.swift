import Domain
import Fleet
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Auditor

@Suite("A ticket that doesn't show a landing")
struct PendingTicketTests {
    /// The watch, the audit trail that it looks at, and what it states.
    private struct Bench: Sendable {
        let database: PostgresClient
        let watch: PendingTicketWatch
        let stated: @Sendable () -> [Fact]

        /// Records an event as if that had been so long ago.
        func record(_ event: Event, ago seconds: TimeInterval = 0) async throws {
            try await AuditTrail(database: GroupCommit(database: database))
                .record(event, body: try EventCoding.encode(event), at: Date() - seconds)
        }
    }

    private func withBench(
        publish: (@Sendable () throws -> Void)? = nil, _ body: (Bench) async throws -> Void
    ) async throws {
        try await TestDatabase.with("audit", AuditSchema.migrations) { database in
            let stated = Mutex<[Fact]>([])
            let watch = PendingTicketWatch(
                tickets: PendingTickets(database: database), patience: .seconds(120),
                publish: { emissions, _ in
                    try publish?()
                    stated.withLock { $0 += emissions.map(\.fact) }
                }, logger: TestBroker.quiet)
            try await body(Bench(database: database, watch: watch, stated: { stated.withLock(\.self) }))
        }
    }

    private func landed(_ ritm: RITMNumber = Samples.ritm) throws -> Event {
        Samples.event(.runLanded(Samples.ended(try Samples.plan(ritm: ritm), states: [.verified])))
    }

    @Test("is stated once when the patience is over, and not before; not of what was put back, which closes no ticket")
    func once() async throws {
        try await withBench { (bench: Bench) async throws in
            let event = try landed()
            let fresh = try #require(RITMNumber("RITM0010002"))
            try await bench.record(event, ago: 121)
            try await bench.record(landed(fresh), ago: 60)
            let other = try #require(RITMNumber("RITM0010003"))
            var repaired = Samples.ended(try Samples.plan(ritm: other, onDrift: .repair), states: [.verified])
            repaired.repair = .repair([Samples.key(ritm: other)], start: 2, foundAt: Samples.at)
            try await bench.record(Samples.event(.runLanded(repaired)), ago: 121)
            #expect(try await bench.watch.look() == 2)
            #expect(try await bench.watch.look() == 0)
            let expected = TicketPending(
                ticket: Samples.ticket, run: event.run, beneficiary: Samples.person,
                cause: event.id.uuidString.lowercased(), landedAt: Samples.at)
            #expect(bench.stated() == [.ticketPending(expected)])
        }
    }

    @Test("is stated again when the broker didn't have it")
    func unconfirmed() async throws {
        let isAway = Mutex(true)
        try await withBench(publish: {
            if isAway.withLock(\.self) { throw Failure(.serviceBrokerUnavailable, "away") }
        }) { (bench: Bench) async throws in
            try await bench.record(landed(), ago: 121)
            await #expect(throws: Failure.self) { try await bench.watch.look() }
            isAway.withLock { $0 = false }
            #expect(try await bench.watch.look() == 1)
            #expect(bench.stated().count == 1)
        }
    }

    @Test("is none when the ticket shows it, or when it was given up to tell it", arguments: [true, false])
    func told(_ isShown: Bool) async throws {
        try await withBench { (bench: Bench) async throws in
            let event = try landed()
            try await bench.record(event, ago: 121)
            let fulfilled = TicketUpdated(
                ticket: Samples.ticket, run: event.run, turn: .fulfilled, cause: "x", correlation: nil)
            let dead = MessageDeadLettered(
                event: event, stage: "settle", attempts: 12, failure: Failure(.serviceNowRecordGone, "404"))
            try await bench.record(Samples.event(isShown ? .ticketFulfilled(fulfilled) : .messageDeadLettered(dead)))
            #expect(try await bench.watch.look() == 0)
        }
    }

    @Test("is one although the ticket showed other things, or something else was given up")
    func otherwiseTold() async throws {
        try await withBench { (bench: Bench) async throws in
            let event = try landed()
            try await bench.record(event, ago: 121)
            let started = TicketUpdated(
                ticket: Samples.ticket, run: event.run, turn: .provisioning, cause: "x", correlation: nil)
            try await bench.record(Samples.event(.ticketUpdated(started)))
            let other = Samples.event(.approvalRequested(ApprovalRequested(plan: try Samples.plan())))
            let dead = MessageDeadLettered(
                event: other, stage: "notify", attempts: 12, failure: Failure(.teamsCardRefused, "413"))
            try await bench.record(Samples.event(.messageDeadLettered(dead)))
            #expect(try await bench.watch.look() == 1)
        }
    }

    @Test("whose flow is watched is none, as that has a limit of its own; once nobody looks there any more, it is one")
    func watched() async throws {
        try await withBench { (bench: Bench) async throws in
            let event = try landed()
            try await bench.record(event, ago: 121)
            let write = try #require(try TicketWrite(telling: event))
            _ = try await TaskWriteStore(database: GroupCommit(database: bench.database)).wait(write)
            #expect(try await bench.watch.look() == 0)
            try await bench.database.query(
                "UPDATE audit.task_writes SET looked_at = clock_timestamp() - interval '61 seconds'")
            #expect(try await bench.watch.look() == 1)
        }
    }

    @Test("of a landing that was recorded long ago is not looked for any more")
    func old() async throws {
        try await withBench { (bench: Bench) async throws in
            try await bench.record(landed(), ago: 2 * 86_400)
            #expect(try await bench.watch.look() == 0)
        }
    }

    @Test("of a landing that can't be read is noted, and stands in nobody's way")
    func unreadable() async throws {
        try await withBench { (bench: Bench) async throws in
            try await AuditTrail(database: GroupCommit(database: bench.database))
                .record(landed(), body: Array("{}".utf8), at: Date() - 121)
            #expect(try await bench.watch.look() == 1)
            #expect(try await bench.watch.look() == 0)
            #expect(bench.stated().isEmpty)
        }
    }
}
