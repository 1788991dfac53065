import Foundation
import Logging
import Postgres
import TestSupport
import Testing

@testable import Fleet
@testable import Validator

@Suite("The versions of the policy")
struct PolicyVersionTests {
    private func with(_ body: (PostgresClient, PolicyHistory) async throws -> Void) async throws {
        try await TestDatabase.with("policy", PolicySchema.migrations) { database in
            try await body(database, PolicyHistory(database: database))
        }
    }

    private func source(
        _ file: PolicyFile, _ database: PostgresClient, interval: Duration = .seconds(3_600),
        log: LogCapture = LogCapture()
    ) -> PolicySource {
        PolicySource(file: file, database: database, interval: interval, logger: log.logger)
    }

    /// Puts bytes in force that this build can't read.
    private func applyUnreadable(_ database: PostgresClient) async throws {
        try await database.query(
            """
            WITH version AS (
                INSERT INTO policy.versions (sha256, content)
                VALUES (encode(sha256(\(Array("version: 9".utf8))), 'hex'), \(Array("version: 9".utf8)))
                ON CONFLICT (sha256) DO UPDATE SET sha256 = excluded.sha256 RETURNING sha256
            )
            INSERT INTO policy.applied (sha256, author) SELECT sha256, 'Newer' FROM version
            """)
    }

    @Test("what is applied is kept byte for byte, with author and time; applied twice, it is applied once")
    func applied() async throws {
        try await with { _, history in
            #expect(try await history.newest() == nil)
            let file = try Bench.policy(note: "first")
            let first = try await history.apply(file, author: "Ana")
            #expect(first.isNew && first.replaced == nil)
            #expect(first.entry.version == file.version && first.entry.author == "Ana")
            let again = try await history.apply(file, author: "Ben")
            #expect(!again.isNew && again.entry == first.entry)
            let newest = try #require(try await history.newest())
            #expect(newest.bytes == file.bytes && newest.entry == first.entry)
        }
    }

    @Test("going back to an older version is a new entry, and the history is only ever added to")
    func back() async throws {
        try await with { database, history in
            let (one, other) = (try Bench.policy(note: "one"), try Bench.policy(note: "other"))
            for file in [one, other, one] { _ = try await history.apply(file, author: "Ana") }
            #expect(try await history.entries(limit: 10).map(\.version) == [one, other, one].map(\.version))
            #expect(try await history.entries(limit: 2).count == 2)
            for change in ["DELETE FROM policy.applied", "UPDATE policy.applied SET author = 'x'"] {
                let error = await #expect(throws: PostgresError.self) {
                    try await database.query(PostgresStatement(unsafeSQL: change))
                }
                #expect(error?.sqlState == .insufficientPrivilege)
            }
            let error = await #expect(throws: PostgresError.self) {
                try await database.query("UPDATE policy.versions SET content = \(Array("version: 1".utf8))")
            }
            #expect(error?.sqlState == .checkViolation)
        }
    }

    @Test("of several who apply at once, each knows what it replaces")
    func atOnce() async throws {
        try await with { _, history in
            let files = try (1...6).map { try Bench.policy(note: "version \($0)") }
            let applied = try await withThrowingTaskGroup(of: PolicyHistory.Application.self) { group in
                for file in files { group.addTask { try await history.apply(file, author: "Ana") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(applied.count { $0.replaced == nil } == 1)
            #expect(Set(applied.compactMap(\.replaced?.number)).count == files.count - 1)
        }
    }

    @Test("a version is found by the beginning of its name")
    func prefix() async throws {
        try await with { _, history in
            let file = try Bench.policy()
            _ = try await history.apply(file, author: "Ana")
            #expect(
                try await history.versions(beginning: String(file.version.prefix(6))).map(\.version) == [file.version])
            #expect(try await history.versions(beginning: "zz").isEmpty)
            #expect(try await history.versions(beginning: "%").isEmpty)
        }
    }

    @Test("the file is in force until somebody applies a version, and never again after that")
    func file() async throws {
        try await with { database, history in
            let (file, applied) = (try Bench.policy(note: "file"), try Bench.policy(note: "applied"))
            #expect(try await source(file, database).inForce().version == file.version)
            _ = try await history.apply(applied, author: "Ana")
            // Restarted, with another file.
            let restarted = source(try Bench.policy(note: "another file"), database)
            #expect(try await restarted.inForce().version == applied.version)
            #expect(await restarted.check.problem() == nil)
        }
    }

    @Test("a database that has no policies yet has none that was applied")
    func noSchema() async throws {
        try await TestDatabase.withURL { _, database in
            let file = try Bench.policy()
            #expect(try await source(file, database).inForce().version == file.version)
        }
    }

    @Test("a schema that others may not look into yet has none either; one that they may not any more is an error")
    func closedSchema() async throws {
        try await TestDatabase.withURL { url, database in
            let role = "reader_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
            try await database.query("CREATE ROLE \(identifier: role)")
            try await database.query("CREATE SCHEMA policy")
            var configuration = try PostgresConfiguration(uri: url)
            configuration.role = role
            let outcome: Result<Void, any Error>
            do {
                try await TestDatabase.with(configuration) { reader in
                    let file = try Bench.policy()
                    #expect(try await source(file, reader).inForce().version == file.version)
                    try await database.migrate(PolicySchema.migrations, schema: "policy")
                    #expect(try await source(file, reader).inForce().version == file.version)
                    try await database.query("REVOKE USAGE ON SCHEMA policy FROM PUBLIC")
                    let error = await #expect(throws: PostgresError.self) { try await source(file, reader).inForce() }
                    #expect(error?.sqlState == .insufficientPrivilege)
                }
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            try await database.query("DROP ROLE \(identifier: role)")
            try outcome.get()
        }
    }

    @Test("before the versions were looked at there is no policy: an older one is never gone by for a moment")
    func unknown() async throws {
        try await with { database, _ in
            let source = source(try Bench.policy(), database)
            #expect(await source.check.problem() != nil)
            try await database.query("ALTER TABLE policy.applied RENAME COLUMN author TO writer")
            await #expect(throws: PostgresError.self) { try await source.inForce() }
        }
    }

    @Test("a running service follows what is applied, by the notification", .timeLimit(.minutes(1)))
    func notified() async throws {
        try await follow(interval: .seconds(3_600))
    }

    @Test("a notification that is lost delays it until the next look", .timeLimit(.minutes(1)))
    func lost() async throws {
        try await follow(interval: .milliseconds(50), notifies: false)
    }

    private func follow(interval: Duration, notifies: Bool = true) async throws {
        try await with { database, history in
            let source = source(try Bench.policy(note: "file"), database, interval: interval)
            let applied = try Bench.policy(note: "applied")
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await source.run() }
                defer { group.cancelAll() }
                if notifies {
                    // Listening takes a moment to begin; what is applied before that is seen by the look that it begins with.
                    _ = try await history.apply(applied, author: "Ana")
                } else {
                    _ = try await source.inForce()
                    try await database.pipeline([
                        "INSERT INTO policy.versions (sha256, content) VALUES (\(applied.version), \(applied.bytes))",
                        "INSERT INTO policy.applied (sha256, author) VALUES (\(applied.version), 'Ana')",
                    ])
                }
                try await waitUntil("the version is in force") {
                    try await source.inForce().version == applied.version
                }
            }
        }
    }

    @Test(
        "a version that this build can't read never replaces the one in force; it is told in /readyz and once in the log"
    )
    func unreadable() async throws {
        try await with { database, history in
            let log = LogCapture()
            let file = try Bench.policy(note: "file")
            let source = source(file, database, log: log)
            #expect(try await source.look().entry == nil)
            try await applyUnreadable(database)
            #expect(try await source.look().file.version == file.version)
            #expect(await source.check.problem()?.contains("which Newer applied, can't be read") == true)
            try await source.look()
            #expect(log.text.split(separator: "\n").count { $0.contains("that can't be read") } == 1)
            // One that can be read, then another that can't: the newest that can is in force, also after a restart.
            let readable = try Bench.policy(note: "readable")
            _ = try await history.apply(readable, author: "Ana")
            #expect(try await source.look().problem == nil)
            try await applyUnreadable(database)
            #expect(try await source.look().file.version == readable.version)
            let restarted = self.source(file, database)
            #expect(try await restarted.look().file.version == readable.version)
            #expect(await restarted.check.problem()?.contains("entry 2") == true)
        }
    }

    @Test("every role of the database may read versions and who applied them, and none of what was decided")
    func grants() async throws {
        try await with { database, history in
            _ = try await history.apply(try Bench.policy(), author: "Ana")
            let role = "reader_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
            try await database.query("CREATE ROLE \(identifier: role)")
            do {
                try await database.transaction { transaction in
                    try await transaction.query("SET LOCAL ROLE \(identifier: role)")
                    #expect(
                        try await transaction.query("SELECT FROM policy.applied JOIN policy.versions USING (sha256)")
                            .count == 1)
                }
                let error = await #expect(throws: PostgresError.self) {
                    try await database.transaction { transaction in
                        try await transaction.query("SET LOCAL ROLE \(identifier: role)")
                        try await transaction.query("SELECT FROM policy.decisions")
                    }
                }
                #expect(error?.sqlState == .insufficientPrivilege)
            }
            try await database.query("DROP ROLE \(identifier: role)")
        }
    }
}
