import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Fleet

@Suite("Commits of several callers")
struct GroupCommitTests {
    private static let schema = [
        PostgresMigration(
            id: "0001-notes",
            sql: """
                CREATE TABLE notes (id integer PRIMARY KEY, text text NOT NULL, xid xid8 NOT NULL DEFAULT pg_current_xact_id());
                """)
    ]

    private func withGroup(_ body: (GroupCommit, PostgresClient) async throws -> Void) async throws {
        try await TestDatabase.with("notes", Self.schema) { database in
            try await body(GroupCommit(database: database), database)
        }
    }

    private func note(_ id: Int, _ text: String = "") -> PostgresStatement {
        "INSERT INTO notes.notes (id, text) VALUES (\(id), \(text)) RETURNING id"
    }

    /// Carries out all of them at once, and says of each by its number whether it succeeded.
    private func addAtOnce(_ calls: [[PostgresStatement]], _ group: GroupCommit) async -> [Int: [Int]] {
        await withTaskGroup(of: (Int, [Int]?).self) { tasks in
            for (number, statements) in calls.enumerated() {
                tasks.addTask {
                    let results = try? await group.pipeline(statements)
                    return (number, try? results?.compactMap { try $0.first?.decode("id") })
                }
            }
            return await tasks.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    private func number(_ sql: PostgresStatement, _ database: PostgresClient) async throws -> Int64 {
        try #require(try await database.query(sql).first?.decode("n"))
    }

    @Test("that come at the same time are few, and each gets the results of its own statements")
    func together() async throws {
        try await withGroup { (group: GroupCommit, database: PostgresClient) async throws in
            let outcomes = await addAtOnce((0..<200).map { [note($0 * 2), note($0 * 2 + 1)] }, group)
            #expect(outcomes == Dictionary(uniqueKeysWithValues: (0..<200).map { ($0, [$0 * 2, $0 * 2 + 1]) }))
            #expect(try await number("SELECT count(*) AS n FROM notes.notes", database) == 400)
            #expect(try await number("SELECT count(DISTINCT xid) AS n FROM notes.notes", database) <= 150)
        }
    }

    @Test("happen all the same when another's statement fails, before it is sent or at the server")
    func oneIsBad() async throws {
        try await withGroup { (group: GroupCommit, database: PostgresClient) async throws in
            var calls = (0..<100).map { [note($0)] }
            // PostgreSQL has no text with a zero in it; and the second of these is there already.
            calls[20] = [note(1000, "a\0b")]
            calls[60] = [note(2000), note(2000)]
            let outcomes = await addAtOnce(calls, group)
            #expect(outcomes.count == 98)
            #expect(outcomes[20] == nil && outcomes[60] == nil)
            // Whole or not at all.
            #expect(try await number("SELECT count(*) AS n FROM notes.notes", database) == 98)
        }
    }

    @Test("are refused with the server's reason to the one whose statement it is")
    func reason() async throws {
        try await withGroup { (group: GroupCommit, _: PostgresClient) async throws in
            try await group.query(note(1))
            let problem = await #expect(throws: PostgresError.self) { try await group.query(note(1)) }
            #expect(problem?.sqlState == .uniqueViolation)
        }
    }
}
