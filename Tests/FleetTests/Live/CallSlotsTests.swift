import Domain
import Foundation
import Postgres
import ServiceNow
import Synchronization
import TestSupport
import Testing

@testable import Fleet

@Suite("A share of calls for all processes of a service", .timeLimit(.minutes(2)))
struct CallSlotsTests {
    /// How many are under way at a time, in the order of who came.
    private final class Witness: Sendable {
        private let state = Mutex<(current: Int, most: Int, order: [Int])>((0, 0, []))

        var most: Int { state.withLock { $0.most } }
        var current: Int { state.withLock { $0.current } }
        var order: [Int] { state.withLock { $0.order } }

        func enter(_ process: Int = 0) {
            state.withLock { state in
                state.current += 1
                state.most = max(state.most, state.current)
                state.order.append(process)
            }
        }

        func leave() { state.withLock { $0.current -= 1 } }
    }

    /// Some processes of a service on one database, each with the same share.
    private func withProcesses(
        _ number: Int, share: Int, _ body: @escaping @Sendable ([CallSlots], PostgresClient) async throws -> Void
    ) async throws {
        try await TestDatabase.withURL { url, database in
            let configuration = try PostgresConfiguration(uri: url)
            let processes = (0..<number).map { _ in
                CallSlots(
                    of: .auditor, count: share, callTime: .seconds(20), database: configuration,
                    logger: TestBroker.quiet)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for process in processes { group.addTask { await process.run() } }
                defer { group.cancelAll() }
                try await body(processes, database)
            }
        }
    }

    /// How many slots somebody has.
    private static func held(_ database: PostgresClient) async throws -> Int64 {
        try await database.query(
            """
            SELECT count(*) AS n FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        ).first?.decode("n") ?? 0
    }

    @Test("no more of them than the share are under way at an instance, however many processes call it")
    func share() async throws {
        let witness = Witness()
        try await withProcesses(3, share: 2) { processes, _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for process in processes {
                    group.addTask {
                        // An instance of its own for each client, so that only the slots can hold them back; all tell one witness.
                        let instance = ScriptedInstance()
                        let slowly: @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply = { request in
                            witness.enter()
                            defer { witness.leave() }
                            // A slow answer.
                            Thread.sleep(forTimeInterval: 0.005)
                            return instance.reply(to: request)
                        }
                        try await ScriptedInstance.with(limit: process, slowly) { client, server in
                            try await withThrowingDiscardingTaskGroup { calls in
                                for _ in 0..<40 { calls.addTask { try await client.probe() } }
                            }
                            #expect(server.requests.count >= 40)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(witness.most == 2)
    }

    @Test("who has more to call than can be called doesn't keep others from it")
    func fairness() async throws {
        let witness = Witness()
        try await withProcesses(2, share: 1) { processes, database in
            try await withThrowingDiscardingTaskGroup { group in
                for _ in 0..<2_000 {
                    group.addTask {
                        try await processes[0].withTurn {
                            witness.enter(0)
                            try await database.query("SELECT 1")
                            witness.leave()
                        }
                    }
                }
                try await waitUntil("the first is at work") { !witness.order.isEmpty }
                group.addTask { try await processes[1].withTurn { witness.enter(1) } }
            }
        }
        let order = witness.order
        #expect(order.count == 2_001)
        #expect(try #require(order.firstIndex(of: 1)) < 1_900)
    }

    @Test("a process that dies with a call under way gives its slots back at once, and takes new ones itself")
    func killed() async throws {
        let witness = Witness()
        try await withProcesses(2, share: 2) { processes, database in
            let gate = ChangeSignal()
            try await withThrowingDiscardingTaskGroup { group in
                defer { gate.notify() }
                for _ in 0..<2 {
                    group.addTask {
                        try await processes[0].withTurn {
                            witness.enter(0)
                            await gate.wait(after: 0)
                        }
                    }
                }
                try await waitUntil("it has both slots") { witness.current == 2 }
                let waiting = Task { try await processes[1].withTurn { witness.enter(1) } }
                try await waitUntil("the other waits for one") {
                    try await database.query(
                        "SELECT count(*) AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                    )
                    .first?.decode("n", as: Int64.self) ?? 0 > 0
                }
                #expect(witness.order == [0, 0])
                // As the server sees the end of a process.
                try await database.query(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_locks
                    WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()
                        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                    """)
                try await waiting.value
                #expect(witness.order == [0, 0, 1])
            }
            try await processes[0].withTurn { witness.enter(0) }
        }
        #expect(witness.order == [0, 0, 1, 0])
    }

    @Test("nobody keeps a slot that has nothing to call, and who gives up while it waits takes none")
    func idle() async throws {
        try await withProcesses(1, share: 1) { processes, database in
            try await processes[0].withTurn { () async throws -> Void in
                let held = try await Self.held(database)
                #expect(held == 1)
                let quitter = Task { try await processes[0].withTurn { Issue.record("it had given up") } }
                quitter.cancel()
                _ = await quitter.result
            }
            try await waitUntil("all are given back") { try await Self.held(database) == 0 }
            try await processes[0].withTurn {}
        }
    }

    @Test("the fleet's shares are four in all")
    func four() throws {
        #expect(Set(ServiceName.allCases.map(\.serviceNowShare)).map(\.serviceNowCalls).reduce(0, +) == 4)
        let database = try PostgresConfiguration(uri: "postgresql://127.0.0.1/landfall")
        #expect(throws: ConfigurationError.self) {
            try CallSlots(of: .auditor, Settings(["LANDFALL_SERVICENOW_CALLS": "5"]), database)
        }
    }
}
