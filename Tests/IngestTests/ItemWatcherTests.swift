import Domain
import Fleet
import Foundation
import Postgres
import ServiceNow
import TestSupport
import Testing

@testable import Ingest

@Suite("Watching whether request items are still wanted")
struct ItemWatcherTests {
    /// An item that is under way, and a watcher.
    private struct Bench {
        let instance: ScriptedInstance
        let server: ScriptedServer
        let store: IntakeStore
        let broker: OwnBroker
        let time: ManualTime
        let watcher: ItemWatcher

        /// Somebody changes the item in ServiceNow.
        func change(_ values: ScriptedInstance.Row) {
            instance.change("sc_req_item", where: "sys_id", is: Samples.sysID.description) { $0.merge(values) { $1 } }
        }

        func hook() async throws {
            _ = try await store.hint(Samples.sysID, trace: Samples.trace, at: time.now)
        }

        func row() async throws -> (state: String, isWatched: Bool, isDue: Bool) {
            let row = try #require(
                try await store.database.query(
                    "SELECT state, is_watched, watch_at IS NOT NULL AS is_due FROM intake.requests"
                ).first)
            return (try row.decode("state"), try row.decode("is_watched"), try row.decode("is_due"))
        }

        func withdrawn() async throws -> [RequestWithdrawal.Kind] {
            try await broker.events().compactMap { event in
                if case .requestWithdrawn(let withdrawn) = event.fact { withdrawn.withdrawal.kind } else { nil }
            }
        }
    }

    private func with(isBound: Bool = true, _ body: (Bench) async throws -> Void) async throws {
        let (log, time, instance) = (LogCapture(), ManualTime(), ScriptedInstance())
        instance.add(Samples.itemRow(), to: "sc_req_item")
        try await OwnBroker.with { broker in
            if isBound { try await broker.bind() }
            try await TestDatabase.with("intake", IntakeSchema.migrations) { database in
                try await ScriptedInstance.with(log: log, { instance.reply(to: $0) }) { serviceNow, server in
                    try await broker.withPublisher(port: nil, timeout: .seconds(20)) { publisher in
                        let store = IntakeStore(database: database)
                        let watcher = ItemWatcher(
                            store: store, serviceNow: serviceNow, publisher: publisher, now: { time.now },
                            logger: log.logger)
                        _ = try await store.hint(Samples.sysID, trace: Samples.trace, at: time.now)
                        _ = try await store.takeDue(limit: 1, lease: 30, at: time.now)
                        try await store.received([Samples.ticket], at: time.now)
                        time.advance(by: 60)
                        try await body(
                            Bench(
                                instance: instance, server: server, store: store, broker: broker, time: time,
                                watcher: watcher))
                    }
                }
            }
        }
    }

    @Test("One that a hook points at is looked at, and goes on while it is open and approved", .timeLimit(.minutes(1)))
    func wanted() async throws {
        try await with { bench in
            #expect(try await bench.watcher.look() == 0)
            try await bench.hook()
            #expect(try await bench.watcher.look() == 1)
            #expect(try await bench.row() == ("received", true, false))
            #expect(try await bench.broker.events().isEmpty)
        }
    }

    @Test("One that was cancelled is stated once, with who did it, and watched no longer", .timeLimit(.minutes(1)))
    func cancelled() async throws {
        try await with { bench in
            bench.change(["active": "false", "state": "7", "sys_updated_by": "carla"])
            for _ in 1...3 {
                try await bench.hook()
                _ = try await bench.watcher.look()
            }
            let events = try await bench.broker.events()
            let expected = RequestWithdrawal(
                kind: .cancelled, state: "7", approval: "approved", changedBy: "carla", seenAt: bench.time.now)
            #expect(
                events.map(\.fact) == [
                    .requestWithdrawn(RequestWithdrawn(ticket: Samples.ticket, withdrawal: expected))
                ])
            #expect(events.first?.trace.traceID == Samples.trace.traceID)
            #expect(try await bench.row() == ("withdrawn", false, false))
        }
    }

    @Test(
        "One that isn't among those of a poll is looked at, unless it was taken in meanwhile", .timeLimit(.minutes(1)))
    func polled() async throws {
        try await with { bench in
            let now = bench.time.now
            #expect(try await bench.store.watch(besides: [Samples.sysID], receivedBefore: now, at: now) == 0)
            #expect(try await bench.store.watch(besides: [], receivedBefore: now - 60, at: now) == 0)
            #expect(try await bench.store.watch(besides: [Samples.catalogItem], receivedBefore: now, at: now) == 1)
            bench.change(["approval": "rejected"])
            _ = try await bench.watcher.look()
            #expect(try await bench.withdrawn() == [.approvalWithdrawn])
        }
    }

    @Test("One that Landfall itself has closed isn't withdrawn, however soon it is seen", .timeLimit(.minutes(1)))
    func fulfilled() async throws {
        try await with { bench in
            bench.change(["active": "false", "state": "3"])
            try await bench.hook()
            _ = try await bench.watcher.look()
            #expect(try await bench.row() == ("received", true, true))
            let update = TicketUpdated(
                ticket: Samples.ticket, run: nil, turn: .fulfilled, cause: "c", correlation: nil)
            let handler = FulfilmentHandler(store: bench.store)
            let context = HandlingContext(attempt: 1, trace: Samples.trace, body: [], logger: LogCapture().logger)
            _ = try await handler.handle(Samples.event(.ticketFulfilled(update)), context: context)
            bench.time.advance(by: 3_600)
            try await bench.hook()
            #expect(try await bench.watcher.look() == 0)
            #expect(try await bench.row() == ("received", false, false))
            #expect(try await bench.broker.events().isEmpty)
        }
    }

    @Test(
        "One that Landfall rejects, and closes incomplete, isn't withdrawn, whichever is seen first",
        .timeLimit(.minutes(1)), arguments: [false, true])
    func rejected(isSeenFirst: Bool) async throws {
        try await with { bench in
            let plan = try Samples.plan(risk: .high)
            let fact = RequestRejected(plan: plan, failure: Failure(.approvalExpired, ""), denial: nil)
            let context = HandlingContext(attempt: 1, trace: Samples.trace, body: [], logger: LogCapture().logger)
            func told() async throws {
                let handler = FulfilmentHandler(store: bench.store)
                #expect(try await handler.handle(Samples.event(.requestRejected(fact)), context: context) == .done())
            }
            if !isSeenFirst { try await told() }
            bench.change(["active": "false", "state": "4"])
            try await bench.hook()
            #expect(try await bench.watcher.look() == (isSeenFirst ? 1 : 0))
            if isSeenFirst { try await told() }
            bench.time.advance(by: 3_600)
            try await bench.hook()
            #expect(try await bench.watcher.look() == 0)
            #expect(try await bench.row() == ("received", false, false))
            #expect(try await bench.broker.events().isEmpty)
        }
    }

    @Test(
        "One that somebody else closes as complete is withdrawn when it was nobody of Landfall", .timeLimit(.minutes(1))
    )
    func closedByHand() async throws {
        try await with { bench in
            bench.change(["active": "false", "state": "3"])
            try await bench.hook()
            _ = try await bench.watcher.look()
            bench.time.advance(by: WatchAssessment.ownClosing)
            _ = try await bench.watcher.look()
            #expect(try await bench.withdrawn() == [.closedComplete])
        }
    }

    @Test(
        "What was found is stated until the broker has it, also when the ticket is open again by then",
        .timeLimit(.minutes(1)))
    func brokerRefuses() async throws {
        try await with(isBound: false) { bench in
            bench.change(["active": "false", "state": "7"])
            try await bench.hook()
            // No queue takes it.
            await #expect(throws: Failure.self) { try await bench.watcher.look() }
            #expect(try await bench.row() == ("withdrawn", false, true))
            bench.change(["active": "true", "state": "1"])
            try await bench.broker.bind()
            #expect(try await bench.watcher.look() == 0)
            bench.time.advance(by: ItemWatcher.lease)
            #expect(try await bench.watcher.look() == 1)
            #expect(try await bench.withdrawn() == [.cancelled])
            #expect(try await bench.row() == ("withdrawn", false, false))
        }
    }

    @Test(
        "ServiceNow doesn't answer, or doesn't show it: nobody has withdrawn anything by that", .timeLimit(.minutes(1)))
    func unseen() async throws {
        try await with { bench in
            try await bench.hook()
            bench.instance.detour { _ in .answer(503) }
            await #expect(throws: Failure.self) { try await bench.watcher.look() }
            bench.instance.detour(nil)
            bench.time.advance(by: ItemWatcher.lease)
            bench.instance.remove(from: "sc_req_item")
            #expect(try await bench.watcher.look() == 1)
            #expect(try await bench.row() == ("received", true, false))
        }
    }
}
