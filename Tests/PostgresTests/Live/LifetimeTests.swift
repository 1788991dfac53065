import Foundation
import Postgres
import Testing

@Suite("The life of a client")
struct LifetimeTests {
    @Test("ends when run is cancelled: work under way finishes, new work is refused, connections are closed")
    func ends() async throws {
        let name = UUID().uuidString
        let client = try TestServer.client {
            $0.applicationName = name; $0.minimumConnections = 2
        }
        let observer = try TestServer.client()
        let running = Task { await client.run() }
        let connections: PostgresStatement = "SELECT FROM pg_stat_activity WHERE application_name = \(name)"
        try await waitUntil("the minimum is open") { try await observer.query(connections).count == 2 }
        let last = Task { try await client.query("SELECT pg_sleep(0.3)") }
        try await waitUntil("it runs") {
            try await observer.query("\(fragment: connections) AND state = 'active'").count == 1
        }
        running.cancel()
        _ = try await last.value
        await running.value
        #expect(await failure { try await client.query("SELECT 1") }?.code == .closed)
        #expect(await failure { try await client.transaction { try await $0.query("SELECT 1") } }?.code == .closed)
        var events = try client.notifications(on: "x").makeAsyncIterator()
        #expect(await events.next() == nil)
        try await waitUntil("all are closed") { try await observer.query(connections).isEmpty }
    }

    @Test("ends without waiting for work that takes too long")
    func grace() async throws {
        let client = try TestServer.client { $0.shutdownGrace = .milliseconds(100) }
        let running = Task { await client.run() }
        try await client.query("SELECT 1")
        let long = Task { try await client.query("SELECT pg_sleep(60)") }
        try await Task.sleep(for: .milliseconds(100))
        running.cancel()
        await running.value
        #expect(await failure { try await long.value }?.code == .closed)
    }

    @Test("ends with the last reference to the client")
    func dropped() async throws {
        let name = UUID().uuidString
        let observer = try TestServer.client()
        let connections: PostgresStatement = "SELECT FROM pg_stat_activity WHERE application_name = \(name)"
        do {
            let client = try TestServer.client { $0.applicationName = name }
            try await client.query("SELECT 1")
            #expect(try await observer.query(connections).count == 1)
        }
        try await waitUntil("its connection is closed") { try await observer.query(connections).isEmpty }
    }

    @Test("a configuration shows no password and refuses what can't work")
    func configuration() async throws {
        let configuration = try PostgresConfiguration(uri: "postgresql://me:hidden@db.example:5433/app?sslmode=require")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("hidden"))
            #expect(text.contains("postgresql://me@db.example:5433/app"))
        }
        for uri in [
            "", "http://x", "host=x", "postgresql://h/db?sslmode=sometimes", "postgresql://h:port/db",
            "postgresql://me:hid%zz@h/db", "postgresql://h/db?nonsense=1",
        ] {
            let error = await failure { try PostgresConfiguration(uri: uri) }
            #expect(error?.code == .configuration && error?.description.contains("hid%zz") == false)
        }
    }

    @Test("its settings hold on every connection")
    func settings() async throws {
        let client = try TestServer.client {
            $0.runtimeParameters = ["work_mem": "5MB", "application_name": "a b\\c"]
            $0.searchPath = ["odd \"name\", really", "public"]
            $0.statementTimeout = .milliseconds(12_345)
        }
        let row = try await client.query(
            """
            SELECT current_setting('work_mem') AS memory, current_setting('search_path') AS path,
                current_setting('statement_timeout') AS timeout, current_setting('application_name') AS name
            """)[0]
        let (memory, path, timeout, name) = try row.decode((String, String, String, String).self)
        #expect(memory == "5MB" && timeout == "12345ms" && name == "a b\\c")
        #expect(path == "\"odd \"\"name\"\", really\",\"public\"")
    }
}
