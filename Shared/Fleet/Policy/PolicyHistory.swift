public import Foundation
public import Postgres

/// The versions of the policy in the schema `policy`: every one that was ever applied or decided something, byte for byte, and which was in
/// force when. Of the entries none is ever changed; to go back to an older version is a new one.
public struct PolicyHistory: Sendable {
    /// Where a new entry is announced; what counts is in the tables.
    public static let channel = "landfall_policy"

    private let database: PostgresClient

    public init(database: PostgresClient) {
        self.database = database
    }

    /// The newest entry, or the newest before another one, with the bytes of its version; nil: there is none.
    ///
    /// - Throws: ``Postgres/PostgresError``
    public func newest(before number: Int? = nil) async throws(PostgresError) -> (entry: PolicyEntry, bytes: [UInt8])? {
        let rows: PostgresResult
        do {
            rows = try await database.query(
                """
                SELECT applied.number, applied.sha256, applied.author, applied.applied_at, versions.content
                FROM policy.applied JOIN policy.versions USING (sha256)
                WHERE \(number)::bigint IS NULL OR applied.number < \(number) ORDER BY applied.number DESC LIMIT 1
                """)
        } catch {
            // Before the Validator has made the tables, and let others read them, nobody can have applied anything.
            let mayNotBeThere = error.sqlState == .undefinedTable || error.sqlState == .insufficientPrivilege
            guard mayNotBeThere, try await !isThere() else { throw error }
            return nil
        }
        guard let row = rows.first else { return nil }
        return (try Self.entry(row), try row.decode("content"))
    }

    /// Whether there is a history at all; everybody may know that.
    private func isThere() async throws(PostgresError) -> Bool {
        let rows = try await database.query(
            "SELECT FROM pg_tables WHERE schemaname = 'policy' AND tablename = 'applied'")
        return !rows.isEmpty
    }

    /// All entries, the newest first.
    ///
    /// - Throws: ``Postgres/PostgresError``
    public func entries(limit: Int) async throws(PostgresError) -> [PolicyEntry] {
        try await database.query(
            """
            SELECT number, sha256, author, applied_at FROM policy.applied ORDER BY number DESC LIMIT \(limit)
            """
        ).map { row throws(PostgresError) in try Self.entry(row) }
    }

    /// The last entry that had put a version in force at a moment; nil: none had.
    ///
    /// - Throws: ``Postgres/PostgresError``
    public func entry(of version: String, before time: Date) async throws(PostgresError) -> PolicyEntry? {
        try await database.query(
            """
            SELECT number, sha256, author, applied_at FROM policy.applied
            WHERE sha256 = \(version) AND applied_at <= \(time) ORDER BY number DESC LIMIT 1
            """
        ).first.map { row throws(PostgresError) in try Self.entry(row) }
    }

    /// The versions whose SHA-256 begins so, two at most, with their bytes.
    ///
    /// - Throws: ``Postgres/PostgresError``
    public func versions(beginning prefix: String) async throws(PostgresError) -> [(version: String, bytes: [UInt8])] {
        try await database.query(
            """
            SELECT sha256, content FROM policy.versions WHERE starts_with(sha256, \(prefix)) ORDER BY sha256 LIMIT 2
            """
        ).map { row throws(PostgresError) in (try row.decode("sha256"), try row.decode("content")) }
    }

    /// What came of putting a version in force.
    public struct Application: Hashable, Sendable {
        public var entry: PolicyEntry
        /// The entry that was in force before; nil: there was none.
        public var replaced: PolicyEntry?
        /// False: the version was in force already, and nothing was changed.
        public var isNew: Bool
    }

    /// Puts a version in force. Done twice, it is done once: a version that is in force already stays as it is.
    ///
    /// - Throws: ``Postgres/PostgresError``; where its `outcomeUnknown` is set, the version may be in force: apply it again.
    public func apply(_ file: PolicyFile, author: String) async throws -> Application {
        let bytes = file.bytes
        let version = file.version
        return try await database.transaction { transaction in
            // One at a time, so that each knows what it replaces.
            try await transaction.query("SELECT pg_advisory_xact_lock(hashtextextended('landfall policy', 0))")
            let before = try await transaction.query(
                "SELECT number, sha256, author, applied_at FROM policy.applied ORDER BY number DESC LIMIT 1"
            ).first.map { row throws(PostgresError) in try Self.entry(row) }
            if let before, before.version == version {
                return Application(entry: before, replaced: nil, isNew: false)
            }
            let results = try await transaction.pipeline([
                "INSERT INTO policy.versions (sha256, content) VALUES (\(version), \(bytes)) ON CONFLICT (sha256) DO NOTHING",
                """
                INSERT INTO policy.applied (sha256, author) VALUES (\(version), \(author))
                RETURNING number, sha256, author, applied_at
                """,
                "SELECT pg_notify(\(Self.channel), \(version))",
            ])
            return Application(entry: try Self.entry(results[1][0]), replaced: before, isNew: true)
        }
    }

    private static func entry(_ row: PostgresRow) throws(PostgresError) -> PolicyEntry {
        PolicyEntry(
            number: try row.decode("number"), version: try row.decode("sha256"), author: try row.decode("author"),
            appliedAt: try row.decode("applied_at"))
    }
}
