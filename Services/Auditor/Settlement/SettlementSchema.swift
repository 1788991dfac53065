import Postgres

/// What became of calls that have no outcome, in the schema `audit`.
enum SettlementSchema {
    static let migration = PostgresMigration(
        id: "0010-late-ticket-writes",
        sql: """
            ALTER TABLE ticket_writes ADD COLUMN unclear_at timestamptz, ADD COLUMN has_ended boolean NOT NULL DEFAULT false;
            COMMENT ON COLUMN ticket_writes.unclear_at IS
                'Since when the call is known to have no outcome, by the database''s clock: it may still take effect for a while.';
            COMMENT ON COLUMN ticket_writes.has_ended IS
                'The call is not settled, but has come to its end: it was turned away, or its answer was not what was written.';
            """)
}
