internal import Logging

extension PostgresClient {
    /// Brings a schema up to date; creates it if it is not there.
    ///
    /// Every instance of a service may call this when it starts: one of them does the work under an advisory lock while the
    /// others wait. Each migration is applied in a transaction of its own, together with its entry in
    /// `<schema>.schema_migrations`. Migrations that a newer program has applied are left alone.
    ///
    /// - Throws: ``PostgresError``; with code `migration` if one was edited after it had been applied, or put before one that
    ///   was.
    public func migrate(_ migrations: [PostgresMigration], schema: String) async throws {
        var failures = 0
        while true {
            do {
                guard try await applyNext(of: migrations, in: schema) else { return }
            } catch let error as PostgresError where error.isRetriable || error.outcomeUnknown {
                // Safe to repeat also if the outcome is unknown: what was applied is read again.
                failures += 1
                guard failures < 5 else { throw error }
                try await Task.sleep(for: .milliseconds(200 * failures))
            }
        }
    }

    /// Applies the first migration that is missing. False if none is.
    private func applyNext(of migrations: [PostgresMigration], in schema: String) async throws -> Bool {
        try await transaction { transaction in
            let table: PostgresStatement = "\(identifier: schema).schema_migrations"
            // Others may take longer than a statement's usual time.
            _ = try await transaction.unlimited([
                "SET LOCAL statement_timeout = 0",
                "SET LOCAL lock_timeout = 0",
                "SELECT pg_advisory_xact_lock(hashtextextended('schema_migrations of ' || \(schema), 0))",
            ])
            try await self.prepareTable(table, schema: schema, transaction)
            let given = try await self.steps(migrations, transaction)
            let applied = try await transaction.query("SELECT id, checksum FROM \(fragment: table) ORDER BY position")
                .map { row throws(PostgresError) in
                    MigrationPlan.Step(id: try row.decode("id"), checksum: try row.decode("checksum"))
                }
            let plan = try MigrationPlan(given: given, applied: applied)
            guard let next = plan.pending.first else {
                if !plan.unknown.isEmpty {
                    self.logger.notice(
                        "The schema has migrations that this program does not know",
                        metadata: ["schema": "\(schema)", "migrations": "\(plan.unknown.joined(separator: ", "))"])
                }
                return false
            }
            try await self.apply(migrations[next], given[next], to: table, schema: schema, transaction)
            self.logger.info("Migration applied", metadata: ["schema": "\(schema)", "migration": "\(given[next].id)"])
            return true
        }
    }

    /// Looks before it creates: a role that may use a schema need not have the right to create one.
    private func prepareTable(
        _ table: PostgresStatement, schema: String, _ transaction: PostgresTransaction
    ) async throws(PostgresError) {
        if try await transaction.query("SELECT FROM pg_namespace WHERE nspname = \(schema)").isEmpty {
            try await transaction.query("CREATE SCHEMA \(identifier: schema)")
        }
        let existing = try await transaction.query(
            "SELECT FROM pg_tables WHERE schemaname = \(schema) AND tablename = 'schema_migrations'")
        guard existing.isEmpty else { return }
        try await transaction.query(
            """
            CREATE TABLE \(fragment: table) (
                id text PRIMARY KEY,
                position bigint GENERATED ALWAYS AS IDENTITY,
                checksum text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now()
            )
            """)
    }

    /// The checksums are SHA-256, computed by the server.
    private func steps(
        _ migrations: [PostgresMigration], _ transaction: PostgresTransaction
    ) async throws(PostgresError) -> [MigrationPlan.Step] {
        let rows = try await transaction.query(
            """
            SELECT encode(sha256(convert_to(text, 'UTF8')), 'hex') AS checksum
            FROM unnest(\(migrations.map(\.sql))) WITH ORDINALITY AS migration (text, place) ORDER BY place
            """)
        var steps: [MigrationPlan.Step] = []
        for (migration, row) in zip(migrations, rows) {
            steps.append(MigrationPlan.Step(id: migration.id, checksum: try row.decode("checksum")))
        }
        return steps
    }

    private func apply(
        _ migration: PostgresMigration, _ step: MigrationPlan.Step, to table: PostgresStatement, schema: String,
        _ transaction: PostgresTransaction
    ) async throws(PostgresError) {
        let before = try await transaction.pipeline([
            "SELECT set_config('search_path', quote_ident(\(schema)) || ', public', true)",
            "SELECT pg_current_xact_id()::text AS id",
        ])
        let id = try before[1][0].decode("id", as: String.self)
        try await transaction.script(migration.sql)
        // A COMMIT in the migration has ended the transaction, and given the lock away.
        let entry = try await transaction.query(
            """
            INSERT INTO \(fragment: table) (id, checksum)
            SELECT \(step.id), \(step.checksum) WHERE pg_current_xact_id()::text = \(id)
            """)
        guard entry.rowsAffected == 1 else {
            throw PostgresError(
                .migration,
                "migration \(migration.id) ends the transaction in which it runs; take out its COMMIT or ROLLBACK")
        }
    }
}
