import Foundation
import Postgres
import Testing

@Suite("Limits")
struct LimitTests {
    private func running(_ client: PostgresClient, _ mark: String) async throws -> Int {
        try await client.query(
            """
            SELECT FROM pg_stat_activity
            WHERE state = 'active' AND query LIKE \("%pg_sleep%\(mark)%") AND pid <> pg_backend_pid()
            """
        ).count
    }

    @Test("cancelling a task ends its statement on the server, and the connection serves on")
    func cancellation() async throws {
        let client = try TestServer.client { $0.maximumConnections = 1 }
        let observer = try TestServer.client()
        let mark = UUID().uuidString
        let backend = try await client.query("SELECT pg_backend_pid() AS pid")[0].decode("pid", as: Int.self)
        let task = Task { try await client.query(PostgresStatement(unsafeSQL: "SELECT pg_sleep(60) /* \(mark) */")) }
        try await waitUntil("the statement runs") { try await running(observer, mark) == 1 }
        let start = ContinuousClock.now
        task.cancel()
        let error = await failure { try await task.value }
        #expect(error?.code == .cancelled && error?.sqlState == .queryCanceled && error?.outcomeUnknown == false)
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(try await running(observer, mark) == 0)
        #expect(try await client.query("SELECT pg_backend_pid() AS pid")[0].decode("pid", as: Int.self) == backend)
    }

    @Test("a cancellation never hits the next statement on the connection")
    func straightCancellation() async throws {
        let client = try TestServer.client { $0.maximumConnections = 1 }
        for round in 0..<100 {
            let task = Task { try await client.query("SELECT pg_sleep(\(Double(round % 5) / 1000))") }
            if round % 2 == 0 { try await Task.sleep(for: .microseconds(300 * (round % 10))) }
            task.cancel()
            _ = try? await task.value
            try await client.query("SELECT pg_sleep(0.001)")
        }
    }

    @Test("a caller who is cancelled while waiting for a connection leaves the queue")
    func cancelledWaiter() async throws {
        let client = try TestServer.client {
            $0.maximumConnections = 1; $0.maximumWaiters = 1
        }
        let mark = UUID().uuidString
        let holder = Task { try await client.query(PostgresStatement(unsafeSQL: "SELECT pg_sleep(60) /* \(mark) */")) }
        let observer = try TestServer.client()
        try await waitUntil("the connection is in use") { try await running(observer, mark) == 1 }
        let waiter = Task { try await client.query("SELECT 1") }
        try await Task.sleep(for: .milliseconds(50))
        waiter.cancel()
        #expect(await failure { try await waiter.value }?.code == .cancelled)
        holder.cancel()
        _ = try? await holder.value
        try await client.query("SELECT 1")
    }

    @Test("the server ends a statement that runs too long")
    func statementTimeout() async throws {
        let client = try TestServer.client { $0.statementTimeout = .milliseconds(200) }
        let error = await failure { try await client.query("SELECT pg_sleep(60)") }
        #expect(error?.code == .timeout && error?.sqlState == .queryCanceled && error?.outcomeUnknown == false)
        try await client.query("SELECT 1")
    }

    @Test("a server that falls silent does not hold a caller for ever")
    func silence() async throws {
        let proxy = try Proxy(to: TestServer.port)
        defer { proxy.close() }
        var configuration = try PostgresConfiguration(uri: TestServer.uri(["sslmode": "disable"], port: proxy.port))
        configuration.statementTimeout = .milliseconds(200)
        configuration.responseGrace = .milliseconds(300)
        let client = PostgresClient(configuration: configuration, logger: TestServer.quiet)
        try await client.query("SELECT 1")
        proxy.misbehave(.fallSilent(trigger: "silence"))
        let error = await failure { try await client.query("SELECT 'silence'") }
        #expect(error?.code == .timeout && error?.outcomeUnknown == true)
        proxy.misbehave(.none)
        try await client.query("SELECT 1")
    }

    @Test("a statement's time limit holds also when the event loop was to sleep for longer")
    func silenceAfterRest() async throws {
        let proxy = try Proxy(to: TestServer.port)
        defer { proxy.close() }
        var configuration = try PostgresConfiguration(uri: TestServer.uri(["sslmode": "disable"], port: proxy.port))
        configuration.statementTimeout = .milliseconds(100)
        configuration.responseGrace = .milliseconds(100)
        // Nothing else wakes the event loop in time.
        configuration.connectTimeout = .seconds(3)
        configuration.acquireTimeout = .seconds(3)
        let client = PostgresClient(configuration: configuration, logger: TestServer.quiet)
        try await client.query("SELECT 1")
        try await Task.sleep(for: .seconds(4))
        proxy.misbehave(.fallSilent(trigger: "silence"))
        let start = ContinuousClock.now
        let error = await failure { try await client.query("SELECT 'silence'") }
        #expect(error?.code == .timeout && error?.outcomeUnknown == true)
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test("a server that never answers a connection attempt fails it in time")
    func silentConnect() async throws {
        let proxy = try Proxy(to: TestServer.port)
        defer { proxy.close() }
        proxy.misbehave(.fallSilent(trigger: "user"))
        var configuration = try PostgresConfiguration(uri: TestServer.uri(["sslmode": "disable"], port: proxy.port))
        configuration.connectTimeout = .milliseconds(200)
        configuration.acquireTimeout = .seconds(1)
        let client = PostgresClient(configuration: configuration, logger: TestServer.quiet)
        let error = await failure { try await client.query("SELECT 1") }
        #expect(error?.code == .connectFailed && error?.isRetriable == true && error?.outcomeUnknown == false)
    }

    @Test("no more connections than allowed, and no more waiting callers than allowed")
    func pool() async throws {
        let name = UUID().uuidString
        let client = try TestServer.client {
            $0.maximumConnections = 3
            $0.maximumWaiters = 5
            $0.applicationName = name
            $0.acquireTimeout = .seconds(60)
        }
        let observer = try TestServer.client()
        let refused = Counter()
        let tasks = (0..<12).map { _ in
            Task {
                do throws(PostgresError) { try await client.query("SELECT pg_sleep(60)") } catch {
                    if error.code == .poolExhausted, error.isRetriable, !error.outcomeUnknown { refused.increment() }
                }
            }
        }
        let count: PostgresStatement = "SELECT FROM pg_stat_activity WHERE application_name = \(name)"
        try await waitUntil("three connections are in use") {
            try await observer.query("\(fragment: count) AND state = 'active'").count == 3
        }
        // Three run and five wait.
        try await waitUntil("four are refused") { refused.value == 4 }
        #expect(try await observer.query(count).count == 3)
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        #expect(refused.value == 4)
        try await client.query("SELECT 1")
    }

    @Test("a caller waits only so long for a connection")
    func acquireTimeout() async throws {
        let client = try TestServer.client {
            $0.maximumConnections = 1; $0.acquireTimeout = .seconds(3)
        }
        try await client.query("SELECT 1")
        let holder = Task { try await client.query("SELECT pg_sleep(60)") }
        try await waitUntil("the wait times out") {
            do {
                try await client.query("SELECT 1")
                return false
            } catch let error as PostgresError {
                return error.code == .timeout && !error.outcomeUnknown
            }
        }
        holder.cancel()
        _ = try? await holder.value
    }

    @Test("connections that nobody uses are closed")
    func idle() async throws {
        let name = UUID().uuidString
        let client = try TestServer.client {
            $0.idleLifetime = .milliseconds(100); $0.applicationName = name
        }
        let observer = try TestServer.client()
        try await client.query("SELECT 1")
        try await waitUntil("the connection is closed") {
            try await observer.query("SELECT FROM pg_stat_activity WHERE application_name = \(name)").isEmpty
        }
        try await client.query("SELECT 1")
    }

    @Test("memory stays flat over 100,000 statements", .timeLimit(.minutes(5)))
    func memory() async throws {
        let client = try TestServer.client { $0.maximumConnections = 4 }
        func run(_ count: Int) async throws {
            try await withThrowingTaskGroup { group in
                for caller in 0..<16 {
                    group.addTask {
                        for number in 0..<count / 16 {
                            let row = try await client.query("SELECT \(number) AS n, \("caller \(caller)") AS who")[0]
                            #expect(try row.decode("n", as: Int.self) == number)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        try await run(10_000)
        let before = try residentBytes()
        try await run(100_000)
        // Other tests run beside this one.
        #expect(try residentBytes() - before < 64 << 20)
    }

    private func residentBytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (Int(fields[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE))
    }
}
