import Domain
import Foundation
import Postgres

/// The rows of `approval.delegations`.
struct DelegationStore: Sendable {
    let database: PostgresClient

    /// Commits a delegation. The same again changes nothing.
    func add(_ delegation: Delegation, at now: Date) async throws {
        let (from, to) = (delegation.from, delegation.to)
        try await database.query(
            """
            INSERT INTO approval.delegations
                (id, from_id, from_account, from_name, to_id, to_account, to_name, begins_at, ends_at, made_at)
            VALUES (\(delegation.id), \(from.id.description)::text::uuid, \(from.userPrincipalName), \(from.displayName),
                \(to.id.description)::text::uuid, \(to.userPrincipalName), \(to.displayName), \(delegation.begins),
                \(delegation.ends), \(now))
            ON CONFLICT (id) DO NOTHING
            """)
    }

    /// Ends one of somebody's own before its time.
    func end(_ id: UUID, of person: UserID, at now: Date) async throws {
        try await database.query(
            """
            UPDATE approval.delegations SET ended_at = \(now)
            WHERE id = \(id) AND from_id = \(person.description)::text::uuid AND ended_at IS NULL
            """)
    }

    /// What some people have delegated, as it holds at a moment.
    func holding(from people: [UserID], at now: Date) async throws -> [Delegation] {
        guard !people.isEmpty else { return [] }
        return try await read(
            """
            from_id = ANY(\(people.map(\.description))::text[]::uuid[]) AND begins_at <= \(now) AND ends_at > \(now)
            """)
    }

    /// What was delegated to somebody, as it holds at a moment.
    func holding(to person: UserID, at now: Date) async throws -> [Delegation] {
        try await read(
            "to_id = \(person.description)::text::uuid AND begins_at <= \(now) AND ends_at > \(now)")
    }

    /// What somebody has delegated and isn't over.
    func open(from person: UserID, at now: Date) async throws -> [Delegation] {
        try await read("from_id = \(person.description)::text::uuid AND ends_at > \(now)")
    }

    private func read(_ condition: PostgresStatement) async throws -> [Delegation] {
        try await database.query(
            """
            SELECT id, from_id::text AS from_id, from_account, from_name, to_id::text AS to_id, to_account, to_name, begins_at, ends_at
            FROM approval.delegations WHERE ended_at IS NULL AND \(fragment: condition) ORDER BY begins_at, id LIMIT 1000
            """
        ).map { row in
            Delegation(
                id: try row.decode("id"), from: try Self.person(row, "from"), to: try Self.person(row, "to"),
                begins: try row.decode("begins_at"), ends: try row.decode("ends_at"))
        }
    }

    private static func person(_ row: PostgresRow, _ side: String) throws -> Person {
        guard let id = UserID(try row.decode("\(side)_id", as: String.self)) else {
            throw Failure(.serviceDefect, "approval.delegations holds an id that is none")
        }
        return Person(
            id: id, userPrincipalName: try row.decode("\(side)_account"), displayName: try row.decode("\(side)_name"))
    }
}
