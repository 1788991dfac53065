import Foundation
import Postgres
import Testing

@Suite("Notifications")
struct NotificationTests {
    private func channel() -> String { "Channel \(UUID().uuidString.prefix(8))" }

    @Test("arrive in order, and only on the channel that was asked for")
    func arrive() async throws {
        let client = try TestServer.client()
        let (channel, other) = (channel(), channel())
        var events = try client.notifications(on: channel).makeAsyncIterator()
        #expect(await events.next() == .mayHaveMissed)
        try await client.query("SELECT pg_notify(\(other), 'no')")
        for number in 1...3 { try await client.query("SELECT pg_notify(\(channel), \(String(number)))") }
        for number in 1...3 {
            guard case .notification(let notification) = await events.next() else {
                Issue.record("no notification")
                return
            }
            #expect(notification.channel == channel && notification.payload == String(number))
        }
    }

    @Test("go on after the connection broke, with the hint that some may have been missed")
    func survive() async throws {
        let name = UUID().uuidString
        let client = try TestServer.client { $0.applicationName = name }
        let observer = try TestServer.client()
        let channel = channel()
        var events = try client.notifications(on: channel).makeAsyncIterator()
        #expect(await events.next() == .mayHaveMissed)
        try await observer.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = \(name)")
        #expect(await events.next() == .mayHaveMissed)
        try await observer.query("SELECT pg_notify(\(channel), 'again')")
        guard case .notification(let notification) = await events.next() else {
            Issue.record("no notification")
            return
        }
        #expect(notification.payload == "again")
    }

    @Test("end when the task is cancelled; the server is then no longer asked for them")
    func end() async throws {
        let name = UUID().uuidString
        let client = try TestServer.client { $0.applicationName = name }
        let observer = try TestServer.client()
        let channel = channel()
        let task = Task {
            var count = 0
            for await _ in try client.notifications(on: channel) { count += 1 }
            return count
        }
        let connections: PostgresStatement = "SELECT FROM pg_stat_activity WHERE application_name = \(name)"
        try await waitUntil("it listens") {
            try await observer.query("\(fragment: connections) AND query LIKE 'LISTEN%' AND state = 'idle'").count == 1
        }
        task.cancel()
        #expect(try await task.value <= 1)
        try await waitUntil("the connection is closed") { try await observer.query(connections).isEmpty }
    }

    @Test("of several subscribers and channels share one connection")
    func share() async throws {
        let name = UUID().uuidString
        let client = try TestServer.client { $0.applicationName = name }
        let observer = try TestServer.client()
        let channels = (0..<5).map { _ in channel() }
        var readers = try (channels + channels).map { try client.notifications(on: $0).makeAsyncIterator() }
        for index in readers.indices { #expect(await readers[index].next() == .mayHaveMissed) }
        for channel in channels { try await observer.query("SELECT pg_notify(\(channel), 'x')") }
        for index in readers.indices {
            guard case .notification(let notification) = await readers[index].next() else {
                Issue.record("no notification")
                return
            }
            #expect(notification.channel == channels[index % 5])
        }
        #expect(try await observer.query("SELECT FROM pg_stat_activity WHERE application_name = \(name)").count == 1)
    }

    @Test("need a name that PostgreSQL does not cut off", arguments: ["", String(repeating: "x", count: 64), "a\0b"])
    func names(name: String) async throws {
        let client = try TestServer.client()
        #expect(await failure { try client.notifications(on: name) }?.code == .configuration)
    }
}
