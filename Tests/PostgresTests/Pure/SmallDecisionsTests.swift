import Testing

@testable import Postgres

@Suite("Cached statements")
struct StatementCacheTests {
    private func key(_ number: Int, types: [UInt32] = []) -> StatementCache.Key {
        StatementCache.Key(sql: "SELECT \(number)", types: types)
    }

    @Test("are told apart by text and by types")
    func types() {
        var cache = StatementCache()
        cache.insert(key(1), name: "a")
        cache.insert(key(1, types: [20]), name: "b")
        #expect(cache.name(of: key(1)) == "a")
        #expect(cache.name(of: key(1, types: [20])) == "b")
        #expect(cache.name(of: key(2)) == nil)
    }

    @Test("go when there are too many, the one that was not used for longest first")
    func evicts() {
        var cache = StatementCache(capacity: 2)
        for number in 1...3 { cache.insert(key(number), name: "s\(number)") }
        _ = cache.name(of: key(1))
        #expect(cache.evict() == ["s2"])
        #expect(cache.evict().isEmpty)
        #expect(cache.count == 2)
    }
}

@Suite("Unread notifications")
struct NotificationBufferTests {
    private let notification = PostgresNotification(channel: "c", payload: "p", backend: 1)

    @Test("give way to a single hint when there are too many")
    func overflow() {
        var buffer = NotificationBuffer(capacity: 3)
        for _ in 0..<4 { buffer.append(notification) }
        buffer.append(notification)
        #expect(buffer.popFirst() == .mayHaveMissed)
        #expect(buffer.popFirst() == .notification(notification))
        #expect(buffer.popFirst() == nil)
    }
}

@Suite("The plan of migrations")
struct MigrationPlanTests {
    private func steps(_ texts: String...) -> [MigrationPlan.Step] {
        texts.map { MigrationPlan.Step(id: String($0.prefix(1)), checksum: $0) }
    }

    @Test("is what follows on the applied ones")
    func pending() throws {
        #expect(try MigrationPlan(given: steps("a", "b", "c"), applied: steps("a")).pending == 1..<3)
        #expect(try MigrationPlan(given: steps("a"), applied: []).pending == 0..<1)
        #expect(try MigrationPlan(given: [], applied: []).pending.isEmpty)
    }

    @Test("leaves alone what a newer program applied")
    func newer() throws {
        let plan = try MigrationPlan(given: steps("a"), applied: steps("a", "b"))
        #expect(plan.pending.isEmpty && plan.unknown == ["b"])
    }

    @Test("is refused if a migration was edited, doubled, or put before an applied one")
    func refusals() {
        #expect(throws: PostgresError.self) { try MigrationPlan(given: steps("a2", "b"), applied: steps("a1")) }
        #expect(throws: PostgresError.self) { try MigrationPlan(given: steps("a", "a"), applied: []) }
        #expect(throws: PostgresError.self) { try MigrationPlan(given: steps("a", "b"), applied: steps("b")) }
    }
}

@Suite("What libpq says about a failed connection")
struct ConnectFailureTests {
    @Test(
        "gives the SQLSTATE and whether trying again can help",
        arguments: [
            (
                "connection to server at \"h\" (1.2.3.4), port 1 failed: FATAL:  28P01: password authentication failed\n"
                    + "LOCATION:  auth_failed, auth.c:327\n", "28P01" as String?, true
            ),
            ("connection to server failed: FATAL:  57P03: the database system is starting up\n", "57P03", false),
            ("connection to server failed: Connection refused\n\tIs the server running?\n", nil, false),
            ("connection failed: SSL error: certificate verify failed", nil, true),
            ("connection failed: server does not support SSL, but SSL was required", nil, true),
        ])
    func reads(text: String, state: String?, isPermanent: Bool) {
        let failure = ConnectFailure(text)
        #expect(failure.sqlState?.rawValue == state)
        #expect(failure.isPermanent == isPermanent)
        #expect(!failure.message.contains("LOCATION") && !failure.message.contains("\n"))
    }
}

@Suite("A statement's text")
struct StatementTests {
    @Test("has a placeholder for each value")
    func placeholders() {
        let statement: PostgresStatement = "SELECT \(1), \("x") FROM \(identifier: "a\"b") WHERE c = \(true)"
        #expect(statement.sql == #"SELECT $1, $2 FROM "a""b" WHERE c = $3"#)
    }

    @Test("numbers the placeholders of a fragment on, and leaves quoted text alone")
    func fragments() {
        let condition: PostgresStatement = "a = \(1) AND b = '$1' AND c = \(2)"
        let statement: PostgresStatement = "SELECT \(0) WHERE \(fragment: condition) AND d = \(3)"
        #expect(statement.sql == "SELECT $1 WHERE a = $2 AND b = '$1' AND c = $3 AND d = $4")
        #expect(statement.parameters.count == 4)
    }

}

@Suite("The pause between attempts")
struct BackoffTests {
    @Test("grows with each failure, up to a limit, and is less by jitter")
    func grows() {
        let start = ContinuousClock.now
        var backoff = Backoff()
        #expect(backoff.allows(start))
        backoff.failed(now: start, jitter: 0)
        #expect(backoff.notBefore == start + .milliseconds(50))
        backoff.failed(now: start, jitter: 1)
        #expect(backoff.notBefore == start + .milliseconds(50))
        for _ in 0..<100 { backoff.failed(now: start, jitter: 0) }
        #expect(backoff.notBefore == start + .seconds(5))
    }
}

@Suite("Error texts")
struct ErrorTextTests {
    @Test("don't quote the values of a statement")
    func safe() {
        let report = ServerReport(
            severity: "ERROR", sqlState: SQLState(rawValue: "22P02"),
            message: "invalid input syntax for type integer: \"secret\"", detail: "secret detail")
        let error = PostgresError(.server, report.safeMessage, server: report, query: "SELECT $1::int")
        #expect(error.description == "server: invalid input syntax for type integer (SQLSTATE 22P02) [SELECT $1::int]")
        #expect(error.debugDescription.contains("secret detail"))
    }

    @Test(
        "say whether repeating is safe and may help",
        arguments: [
            (PostgresError(.connectionLost, ""), true),
            (PostgresError(.connectionLost, "", outcomeUnknown: true), false),
            (PostgresError(.poolExhausted, ""), true),
            (PostgresError(.decoding, ""), false),
            (
                PostgresError(
                    .server, "", server: ServerReport(severity: "ERROR", sqlState: .deadlockDetected, message: "")),
                true
            ),
            (
                PostgresError(
                    .server, "", server: ServerReport(severity: "ERROR", sqlState: .uniqueViolation, message: "")),
                false
            ),
        ])
    func retriable(error: PostgresError, isRetriable: Bool) {
        #expect(error.isRetriable == isRetriable)
    }
}
