import Foundation
import Postgres
import Testing

@Suite("A transaction")
struct TransactionTests {
    private struct Oops: Error {}

    @Test("is committed when its closure returns, rolled back when it throws")
    func ends() async throws {
        let client = try TestServer.client()
        try await withSchema(client) { schema in
            let table: PostgresStatement = "\(identifier: schema).t"
            try await client.query("CREATE TABLE \(fragment: table) (i int)")
            try await client.transaction { try await $0.query("INSERT INTO \(fragment: table) VALUES (1)") }
            await #expect(throws: Oops.self) {
                try await client.transaction { transaction in
                    try await transaction.query("INSERT INTO \(fragment: table) VALUES (2)")
                    throw Oops()
                }
            }
            #expect(try await client.query("SELECT FROM \(fragment: table)").count == 1)
        }
    }

    @Test("whose closure hides a failed statement is reported as aborted, not as committed")
    func hiddenFailure() async throws {
        let client = try TestServer.client()
        let error = await failure {
            try await client.transaction { transaction in
                _ = try? await transaction.query("SELECT 1/0")
            }
        }
        #expect(error?.code == .transactionAborted && error?.outcomeUnknown == false)
    }

    @Test("has the isolation level that was asked for", arguments: IsolationLevel.allCases)
    func isolation(level: IsolationLevel) async throws {
        let client = try TestServer.client()
        let shown = try await client.transaction(isolation: level) { transaction in
            try await transaction.query("SHOW transaction_isolation")[0].decode(at: 0, as: String.self)
        }
        #expect(shown == level.rawValue.lowercased())
    }

    @Test("that has no statement does not need the server")
    func empty() async throws {
        let client = PostgresClient(
            configuration: try PostgresConfiguration(uri: "postgresql://nobody@127.0.0.1:1/none"),
            logger: TestServer.quiet)
        #expect(try await client.transaction { _ in 5 } == 5)
    }

    @Test("can't be used after its end")
    func afterwards() async throws {
        let client = try TestServer.client()
        let leaked = try await client.transaction { transaction in
            try await transaction.query("SELECT 1")
            return transaction
        }
        #expect(await failure { try await leaked.query("SELECT 1") }?.code == .closed)
    }

    @Test("takes its statements in turn, also from several tasks")
    func concurrent() async throws {
        let client = try TestServer.client { $0.maximumConnections = 1 }
        let sum = try await client.transaction { transaction in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...50 {
                    group.addTask { try await transaction.query("SELECT \(number) AS n")[0].decode("n") }
                }
                return try await group.reduce(0, +)
            }
        }
        #expect(sum == 1275)
    }

    @Test("that conflicts with another is repeated: write skew, really provoked")
    func serialisation() async throws {
        let client = try TestServer.client()
        try await withSchema(client) { schema in
            let table: PostgresStatement = "\(identifier: schema).duty"
            try await client.query("CREATE TABLE \(fragment: table) (name text, on_duty boolean)")
            try await client.query("INSERT INTO \(fragment: table) VALUES ('a', true), ('b', true)")
            let attempts = Counter()
            let barrier = Barrier(2)
            // Each leaves duty only if somebody else stays: run one after the other, one of them stays.
            try await withThrowingTaskGroup { group in
                for name in ["a", "b"] {
                    group.addTask {
                        let first = Once()
                        try await client.transaction(isolation: .serializable) { transaction in
                            attempts.increment()
                            let on = try await transaction.query("SELECT FROM \(fragment: table) WHERE on_duty").count
                            if first.take() { await barrier.arrive() }
                            guard on > 1 else { return }
                            try await transaction.query(
                                "UPDATE \(fragment: table) SET on_duty = false WHERE name = \(name)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await client.query("SELECT FROM \(fragment: table) WHERE on_duty").count == 1)
            #expect(attempts.value >= 3)
        }
    }

    @Test("that runs into a deadlock is repeated")
    func deadlock() async throws {
        let client = try TestServer.client { $0.runtimeParameters = ["deadlock_timeout": "50ms"] }
        try await withSchema(client) { schema in
            let table: PostgresStatement = "\(identifier: schema).t"
            try await client.query(
                "CREATE TABLE \(fragment: table) AS SELECT i, 0 AS n FROM generate_series(1, 2) AS i")
            let attempts = Counter()
            let barrier = Barrier(2)
            try await withThrowingTaskGroup { group in
                for order in [[1, 2], [2, 1]] {
                    group.addTask {
                        let first = Once()
                        try await client.transaction { transaction in
                            attempts.increment()
                            try await transaction.query("UPDATE \(fragment: table) SET n = n + 1 WHERE i = \(order[0])")
                            if first.take() { await barrier.arrive() }
                            try await transaction.query("UPDATE \(fragment: table) SET n = n + 1 WHERE i = \(order[1])")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await client.query("SELECT FROM \(fragment: table) WHERE n = 2").count == 2)
            #expect(attempts.value == 3)
        }
    }

    @Test("gives up repeating after as many attempts as allowed")
    func attempts() async throws {
        let client = try TestServer.client()
        let count = Counter()
        let error = await failure {
            try await client.transaction(attempts: 3) { transaction in
                count.increment()
                try await transaction.query("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$")
            }
        }
        #expect(error?.sqlState == .serializationFailure && error?.isRetriable == true)
        #expect(count.value == 3)
    }

    @Test("whose task is cancelled is rolled back")
    func cancelled() async throws {
        let client = try TestServer.client { $0.maximumConnections = 2 }
        try await withSchema(client) { schema in
            try await client.query("CREATE TABLE \(identifier: schema).t (i int)")
            let task = Task {
                try await client.transaction { transaction in
                    try await transaction.query("INSERT INTO \(identifier: schema).t VALUES (1)")
                    try await Task.sleep(for: .seconds(60))
                }
            }
            try await waitUntil("the transaction is open") {
                try await client.query(
                    """
                    SELECT FROM pg_stat_activity
                    WHERE state = 'idle in transaction' AND query LIKE \("%\(schema)%")
                    """
                ).count == 1
            }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await client.query("SELECT FROM \(identifier: schema).t").isEmpty)
            #expect(
                try await client.query(
                    "SELECT FROM pg_stat_activity WHERE state LIKE 'idle in%' AND query LIKE \("%\(schema)%")"
                ).isEmpty)
        }
    }
}
