import Domain
import Fleet
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Ingest

@Suite("The poll of request items")
struct ItemPollerTests {
    /// Runs a poller until `body` is over.
    private func with(
        _ instance: ScriptedInstance, interval: Duration = .milliseconds(50), log: LogCapture = LogCapture(),
        _ body: (IntakeStore, ChangeSignal, ScriptedServer) async throws -> Void
    ) async throws {
        try await TestDatabase.with("intake", IntakeSchema.migrations) { database in
            try await ScriptedInstance.with(log: log, { instance.reply(to: $0) }) { serviceNow, server in
                let store = IntakeStore(database: database)
                let arrivals = ChangeSignal()
                let poller = ItemPoller(
                    store: store, serviceNow: serviceNow, catalogItems: { [Samples.catalogItem] }, arrivals: arrivals,
                    interval: interval, now: { Samples.at }, logger: log.logger)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { await poller.run() }
                    defer { group.cancelAll() }
                    try await body(store, arrivals, server)
                }
            }
        }
    }

    private func states(_ store: IntakeStore) async throws -> [String: String] {
        let rows = try await store.database.query("SELECT sys_id, state FROM intake.requests")
        return try Dictionary(
            uniqueKeysWithValues: rows.map { row in (try row.decode("sys_id"), try row.decode("state")) })
    }

    private func polls(_ server: ScriptedServer) -> Int {
        server.requests.filter { $0.path == "/api/now/table/sc_req_item" }.count
    }

    @Test("finds what no hook told of, and wakes the readers", .timeLimit(.minutes(1)))
    func untold() async throws {
        let instance = ScriptedInstance()
        var others = ["c1", "c2", "c3"].compactMap(SysID.init).map { Samples.itemRow($0) }
        others[0]["approval"] = "requested"
        others[1]["active"] = "false"
        others[2]["cat_item"] = "c1000000000000000000000000000002"
        for row in others { instance.add(row, to: "sc_req_item") }
        try await with(instance) { store, arrivals, server in
            try await waitUntil("it has polled") { polls(server) >= 1 }
            let generation = arrivals.generation
            instance.add(Samples.itemRow(), to: "sc_req_item")
            await arrivals.wait(after: generation)
            // None of the others: not approved, closed, not of a catalogue item that the policy knows.
            #expect(try await states(store) == [Samples.sysID.description: "hinted"])
        }
    }

    @Test("goes through every page, however many there are", .timeLimit(.minutes(1)))
    func pages() async throws {
        let instance = ScriptedInstance()
        let count = ItemPoller.pageSize * 2 + 7
        for number in 0..<count {
            let digits = String(format: "%04d", number)
            var row = Samples.itemRow(
                try #require(SysID("c\(digits)")), try #require(RITMNumber("RITM001\(digits)")))
            // A whole page that access rules hide is not the end.
            if (ItemPoller.pageSize..<ItemPoller.pageSize * 2).contains(number) { row[ScriptedInstance.hidden] = "" }
            instance.add(row, to: "sc_req_item")
        }
        try await with(instance) { store, _, _ in
            try await waitUntil("all are known") { try await states(store).count == ItemPoller.pageSize + 7 }
        }
    }

    @Test("leaves alone what is known, and looks again at what was set aside", .timeLimit(.minutes(1)))
    func known() async throws {
        let instance = ScriptedInstance()
        let ids = ["c1", "c2", "c3"].compactMap(SysID.init)
        for id in ids { instance.add(Samples.itemRow(id), to: "sc_req_item") }
        let isPolling = Mutex(false)
        instance.detour { _ in isPolling.withLock { $0 } ? nil : .answer(503) }
        try await with(instance) { store, _, server in
            _ = try await store.hint(ids, trace: Samples.trace, at: Samples.at)
            try await store.received([Ticket(sysID: ids[0], number: Samples.ritm)], at: Samples.at)
            try await store.setAside(ids[1], because: "not approved (requested)")
            try await store.putOff([ids[2]], until: Samples.at + 60, because: "later")
            isPolling.withLock { $0 = true }
            try await waitUntil("it was looked at again") { try await states(store)["c2"] == "hinted" }
            #expect(try await states(store) == ["c1": "received", "c2": "hinted", "c3": "hinted"])
            #expect(try await store.takeDue(limit: 10, lease: 30, at: Samples.at).map(\.sysID) == [ids[1]])
        }
    }

    @Test("goes on after a failure, and says so", .timeLimit(.minutes(1)), arguments: [202, 429, 500])
    func failure(status: Int) async throws {
        let instance = ScriptedInstance()
        instance.add(Samples.itemRow(), to: "sc_req_item")
        instance.detour { _ in .answer(status) }
        let log = LogCapture()
        try await with(instance, log: log) { store, _, server in
            try await waitUntil("it failed twice") { polls(server) >= 2 }
            #expect(try await states(store).isEmpty)
            #expect(log.text.contains("the poll of request items failed"))
            instance.detour(nil)
            try await waitUntil("it is found") { try await states(store).count == 1 }
        }
    }
}
