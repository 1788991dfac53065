import Foundation
import Postgres

extension QuotaAccount {
    /// The columns that ``init(row:)`` reads.
    static let columns: PostgresStatement = """
        budget, level, as_of, estimate, paused_until, last_sign, refusals, tells, anchor_at, anchor_usage, anchor_used, spread_until
        """

    /// - Throws: ``Postgres/PostgresError`` for a column that isn't there.
    init(row: PostgresRow) throws {
        func time(_ column: String) throws -> Double? {
            try row.decode(column, as: Date?.self)?.timeIntervalSince1970
        }
        self.init(
            level: try row.decode("level"), asOf: try row.decode("as_of", as: Date.self).timeIntervalSince1970,
            estimate: try row.decode("estimate"), pausedUntil: try time("paused_until"),
            lastSign: try time("last_sign"), refusals: try row.decode("refusals"), tells: try row.decode("tells"),
            spreadUntil: try time("spread_until"))
        if let at = try time("anchor_at"), let usage = try row.decode("anchor_usage", as: Double?.self),
            let used = try row.decode("anchor_used", as: Double?.self)
        {
            anchor = Anchor(at: at, usage: usage, used: used)
        }
    }

    /// The statement that writes all of it.
    func update(_ budget: QuotaBudget) -> PostgresStatement {
        func date(_ time: Double?) -> Date? { time.map { Date(timeIntervalSince1970: $0) } }
        return """
            UPDATE ledger.quota_budgets SET level = \(level), as_of = \(Date(timeIntervalSince1970: asOf)),
                estimate = \(estimate), paused_until = \(date(pausedUntil)), last_sign = \(date(lastSign)),
                refusals = \(refusals), tells = \(tells), anchor_at = \(date(anchor?.at)),
                anchor_usage = \(anchor?.usage), anchor_used = \(anchor?.used), spread_until = \(date(spreadUntil))
            WHERE budget = \(budget.rawValue)
            """
    }
}
