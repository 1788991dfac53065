import Domain
import Foundation
import Postgres

/// The rows of `audit.operator_orders`. Every change of a run's orders is made under one lock of the run, and judged by the database's clock:
/// of two people who act at once, one comes first.
struct OrderStore: Sendable {
    let database: PostgresClient

    /// What is asked for.
    struct Wish: Hashable, Sendable {
        var ritm: RITMNumber
        var run: RunID
        var start: Int
        var kind: OperatorOrder.Kind
        var askedBy: OperatorOrder.Operator
        var reason: String?
        /// How long it waits for a second person, in seconds; nil where none is needed.
        var waits: TimeInterval?
        var trace: TraceContext
    }

    /// The orders of a run, the oldest first.
    func orders(of run: RunID) async throws -> [OperatorOrder] {
        try await database.query(Self.selection(of: run)).map(Self.order)
    }

    /// Commits a wish, unless the same was asked for before, or the opposite for the same start.
    ///
    /// - Parameter refused: the kinds that the Executor has refused for that start, which stand in nobody's way.
    /// - Returns: all orders of the run.
    func add(_ wish: Wish, refused: Set<OperatorOrder.Kind>) async throws -> [OperatorOrder] {
        let (run, kind) = (wish.run.description, wish.kind.rawValue)
        let results = try await database.pipeline([
            Self.lock(wish.run), Self.lapse(wish.run),
            """
            INSERT INTO audit.operator_orders (id, ritm, run, start, kind, asked_by_id, asked_by, reason, asked_at, expires_at,
                ordered_at, trace, next_look_at)
            SELECT gen_random_uuid(), \(wish.ritm.description), \(run)::uuid, \(wish.start), \(kind),
                \(wish.askedBy.id?.description)::text::uuid, \(wish.askedBy.title), \(wish.reason), clock.now,
                clock.now + \(wish.waits)::float8 * interval '1 second',
                CASE WHEN \(wish.waits)::float8 IS NULL THEN clock.now END, \(wish.trace.description), clock.now
            FROM (SELECT date_trunc('milliseconds', clock_timestamp()) AS now) clock
            WHERE NOT EXISTS (SELECT 1 FROM audit.operator_orders other
                WHERE other.run = \(run)::uuid AND other.start = \(wish.start) AND other.kind <> \(kind)
                AND other.ordered_at IS NOT NULL AND NOT other.kind = ANY(\(refused.map(\.rawValue))))
            ON CONFLICT (run, start, kind) WHERE lapsed_at IS NULL DO NOTHING
            """,
            Self.selection(of: wish.run),
        ])
        return try results[3].map(Self.order)
    }

    /// Commits that a second person agrees: somebody else than who asked, in time, and while nobody has asked for the opposite.
    ///
    /// - Returns: all orders of the run.
    func agree(
        to order: UUID, of run: RunID, by person: OperatorOrder.Operator, refused: Set<OperatorOrder.Kind>
    ) async throws -> [OperatorOrder] {
        let results = try await database.pipeline([
            Self.lock(run), Self.lapse(run),
            """
            UPDATE audit.operator_orders own SET agreed_by_id = \(person.id?.description)::text::uuid, agreed_by = \(person.title),
                agreed_at = clock.now, ordered_at = clock.now, next_look_at = clock.now
            FROM (SELECT date_trunc('milliseconds', clock_timestamp()) AS now) clock
            WHERE own.id = \(order) AND own.run = \(run.description)::uuid AND own.ordered_at IS NULL AND own.lapsed_at IS NULL
                AND own.asked_by_id <> \(person.id?.description)::text::uuid
                AND NOT EXISTS (SELECT 1 FROM audit.operator_orders other
                    WHERE other.run = own.run AND other.start = own.start AND other.kind <> own.kind
                    AND other.ordered_at IS NOT NULL AND NOT other.kind = ANY(\(refused.map(\.rawValue))))
            """,
            Self.selection(of: run),
        ])
        return try results[3].map(Self.order)
    }

    // MARK: - What is still to be stated

    /// Takes orders of which something is still to be stated. They are nobody else's for `lease` seconds: who dies gives them back by time.
    func takeDue(limit: Int, lease: TimeInterval) async throws -> [OperatorOrder] {
        try await database.query(
            """
            WITH taken AS (
                UPDATE audit.operator_orders SET next_look_at = clock_timestamp() + \(lease) * interval '1 second'
                WHERE id IN (
                    SELECT id FROM audit.operator_orders
                    WHERE (ordered_at IS NOT NULL AND order_stated_at IS NULL
                        OR expires_at IS NOT NULL AND proposal_stated_at IS NULL)
                        AND next_look_at <= clock_timestamp()
                    ORDER BY next_look_at LIMIT \(limit) FOR UPDATE SKIP LOCKED)
                RETURNING *)
            SELECT \(fragment: Self.columns) FROM taken ORDER BY asked_at
            """
        ).map(Self.order)
    }

    /// Notes that the broker has what was owed of an order as it was taken.
    func stated(_ order: OperatorOrder) async throws {
        let isOrdered = order.standing == .ordered
        try await database.query(
            """
            UPDATE audit.operator_orders SET
                proposal_stated_at = CASE WHEN expires_at IS NULL THEN NULL ELSE COALESCE(proposal_stated_at, clock_timestamp()) END,
                order_stated_at = CASE WHEN \(isOrdered) THEN COALESCE(order_stated_at, clock_timestamp()) ELSE order_stated_at END,
                next_look_at = clock_timestamp()
            WHERE id = \(order.id)
            """)
    }

    /// Has an order looked at again after some seconds.
    func putOff(_ order: OperatorOrder, seconds: TimeInterval) async throws {
        try await database.query(
            """
            UPDATE audit.operator_orders SET next_look_at = clock_timestamp() + \(seconds) * interval '1 second'
            WHERE id = \(order.id)
            """)
    }

    // MARK: - Statements

    private static func lock(_ run: RunID) -> PostgresStatement {
        "SELECT pg_advisory_xact_lock(hashtextextended('audit.operator_orders ' || \(run.description), 0))"
    }

    /// Notes which proposals have had their time.
    private static func lapse(_ run: RunID) -> PostgresStatement {
        """
        UPDATE audit.operator_orders SET lapsed_at = clock_timestamp()
        WHERE run = \(run.description)::uuid AND ordered_at IS NULL AND lapsed_at IS NULL AND expires_at <= clock_timestamp()
        """
    }

    private static let columns: PostgresStatement = """
        id, ritm, run::text AS run, start, kind, asked_by_id::text AS asked_by_id, asked_by, reason, asked_at, expires_at,
        agreed_by_id::text AS agreed_by_id, agreed_by, agreed_at, ordered_at IS NOT NULL AS is_ordered,
        ordered_at IS NULL AND (lapsed_at IS NOT NULL OR expires_at <= clock_timestamp()) AS is_lapsed, trace,
        proposal_stated_at IS NOT NULL AS is_proposal_stated, order_stated_at IS NOT NULL AS is_order_stated
        """

    private static func selection(of run: RunID) -> PostgresStatement {
        """
        SELECT \(fragment: columns) FROM audit.operator_orders WHERE run = \(run.description)::uuid ORDER BY asked_at, id LIMIT 1000
        """
    }

    private static func order(_ row: PostgresRow) throws -> OperatorOrder {
        guard let ritm = RITMNumber(try row.decode("ritm", as: String.self)),
            let run = RunID(try row.decode("run", as: String.self)),
            let kind = OperatorOrder.Kind(rawValue: try row.decode("kind")),
            let trace = TraceContext(try row.decode("trace", as: String.self))
        else { throw Failure(.serviceDefect, "audit.operator_orders holds an id, a kind or a trace that is none") }
        let expiresAt: Date? = try row.decode("expires_at")
        let askedBy = try row.decode("asked_by_id", as: String?.self).flatMap(UserID.init)
        let agreedBy = try row.decode("agreed_by_id", as: String?.self).flatMap(UserID.init)
        let agreedTitle: String? = try row.decode("agreed_by")
        let standing: OperatorOrder.Standing =
            if try row.decode("is_ordered") {
                .ordered
            } else if let expiresAt, try !row.decode("is_lapsed", as: Bool.self) {
                .proposed(until: expiresAt)
            } else {
                .lapsed
            }
        return OperatorOrder(
            id: try row.decode("id"), ritm: ritm, run: run, start: try row.decode("start"), kind: kind,
            askedBy: .init(id: askedBy, title: try row.decode("asked_by")), reason: try row.decode("reason"),
            askedAt: try row.decode("asked_at"), expiresAt: expiresAt,
            agreedBy: agreedBy.flatMap { id in agreedTitle.map { .init(id: id, title: $0) } },
            agreedAt: try row.decode("agreed_at"), trace: trace, standing: standing,
            isProposalStated: try row.decode("is_proposal_stated"), isOrderStated: try row.decode("is_order_stated"))
    }
}
