import Foundation
import Postgres

/// The budgets in the schema `ledger`, which all executors share.
///
/// Its own clock is the only one that counts there: what a process gets to know of times are lengths from now.
struct QuotaStore: Sendable {
    let database: PostgresClient
    /// Who this process is among the executors.
    let holder: String
    let limits: PerBudget<QuotaLimit>
    let rules: QuotaRules

    /// Where pauses are announced; what counts is in the table.
    static let channel = "landfall_quota"

    /// Carries out a call: locks the budgets, decides, writes.
    ///
    /// - Throws: ``Postgres/PostgresError``
    func talk(_ call: QuotaCall) async throws -> QuotaAnswer {
        let budgets = QuotaBudget.allCases.filter { call[$0] != nil }
        return try await database.transaction { transaction in
            var books = try await open(budgets, transaction)
            var statements: [PostgresStatement] = []
            var grants: [QuotaBudget: QuotaGrant] = [:]
            for budget in budgets {
                guard let demand = call[budget], var account = books.accounts[budget] else { continue }
                let pausedUntil = account.pausedUntil
                grants[budget] = account.exchange(
                    demand, by: holder, &books.holdings[budget], limit: limits[budget], rules: rules, at: books.now)
                statements.append(account.update(budget))
                statements += holdingsUpdate(books.holdings[budget], budget)
                if let until = account.pausedUntil, until > pausedUntil ?? books.now {
                    let notice = QuotaPauseNotice(budget: budget, seconds: until - account.asOf)
                    statements.append("SELECT pg_notify(\(Self.channel), \(notice.text))")
                }
            }
            try await transaction.pipeline(statements)
            return QuotaAnswer { grants[$0] }
        }
    }

    /// What the tables hold of some budgets.
    private struct Books {
        var accounts: [QuotaBudget: QuotaAccount] = [:]
        var holdings = PerBudget { _ in [QuotaHolding]() }
        var now = 0.0
    }

    private func open(_ budgets: [QuotaBudget], _ transaction: PostgresTransaction) async throws -> Books {
        var books = try await read(budgets, transaction)
        let missing = budgets.filter { books.accounts[$0] == nil }
        guard !missing.isEmpty else { return books }
        // The first executor of all begins with full buckets.
        try await transaction.pipeline(
            missing.map { budget in
                """
                INSERT INTO ledger.quota_budgets (budget, level, as_of, estimate)
                VALUES (\(budget.rawValue), \(limits[budget].amount), clock_timestamp(), \(limits[budget].amount))
                ON CONFLICT (budget) DO NOTHING
                """
            })
        books = try await read(budgets, transaction)
        return books
    }

    private func read(_ budgets: [QuotaBudget], _ transaction: PostgresTransaction) async throws -> Books {
        let names = budgets.map(\.rawValue)
        let results = try await transaction.pipeline([
            // Losing the last moments in a crash of the database costs nothing that Graph's own figures don't mend; waiting for the disk
            // with the row locked would hold up every executor. So would a process that stops in the midst.
            """
            SELECT set_config('synchronous_commit', 'off', true), set_config('idle_in_transaction_session_timeout', '2s', true)
            """,
            """
            SELECT \(fragment: QuotaAccount.columns) FROM ledger.quota_budgets
            WHERE budget = ANY(\(names)) ORDER BY budget FOR UPDATE
            """,
            "SELECT budget, holder, amount, until FROM ledger.quota_leases WHERE budget = ANY(\(names))",
            // After the lock, however long it took.
            "SELECT clock_timestamp() AS now",
        ])
        var books = Books()
        for row in results[1] {
            guard let budget = QuotaBudget(rawValue: try row.decode("budget")) else { continue }
            books.accounts[budget] = try QuotaAccount(row: row)
        }
        for row in results[2] {
            guard let budget = QuotaBudget(rawValue: try row.decode("budget")) else { continue }
            books.holdings[budget].append(
                QuotaHolding(
                    holder: try row.decode("holder"), amount: try row.decode("amount"),
                    until: try row.decode("until", as: Date.self).timeIntervalSince1970))
        }
        books.now = try results[3][0].decode("now", as: Date.self).timeIntervalSince1970
        return books
    }

    /// Writes this process's own holding, and takes away those that ran out.
    private func holdingsUpdate(_ holdings: [QuotaHolding], _ budget: QuotaBudget) -> [PostgresStatement] {
        let alive = holdings.map(\.holder)
        var statements: [PostgresStatement] = [
            "DELETE FROM ledger.quota_leases WHERE budget = \(budget.rawValue) AND holder <> ALL(\(alive))"
        ]
        for own in holdings where own.holder == holder {
            statements.append(
                """
                INSERT INTO ledger.quota_leases (budget, holder, amount, until)
                VALUES (\(budget.rawValue), \(holder), \(own.amount), \(Date(timeIntervalSince1970: own.until)))
                ON CONFLICT (budget, holder) DO UPDATE SET amount = excluded.amount, until = excluded.until
                """)
        }
        return statements
    }
}
