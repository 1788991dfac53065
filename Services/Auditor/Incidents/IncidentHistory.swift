import Domain
import Fleet
import Postgres

/// What is on record of a request, as far as incidents are about it: read from `audit.events`.
struct IncidentHistory: Sendable {
    let database: GroupCommit

    /// What may be told, what puts it right, and where plan and approval stand.
    private static let types =
        [EventType.requestValidated, .requestApproved] + EventType.allCases.filter(Stage.incident.takes)

    /// A request has a few of them; each retry by a person adds some.
    private static let most = 1_000

    /// The latest events, the oldest of them first.
    func events(of ritm: RITMNumber) async throws -> [Event] {
        let answer = try await database.query(
            """
            SELECT body FROM audit.events WHERE ritm = \(ritm.description) AND type = ANY(\(Self.types.map(\.rawValue)))
            ORDER BY number DESC LIMIT \(Self.most)
            """)
        return try answer.map { try EventCoding.decode(try $0.decode("body")) }.reversed()
    }
}
