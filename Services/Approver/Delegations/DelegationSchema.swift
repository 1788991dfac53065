import Postgres

/// Who lets whom decide in their place: `approval.delegations`.
enum DelegationSchema {
    static let migration = PostgresMigration(
        id: "0004-delegations",
        sql: """
            CREATE TABLE delegations (
                id uuid PRIMARY KEY,
                from_id uuid NOT NULL,
                from_account text NOT NULL,
                from_name text NOT NULL,
                to_id uuid NOT NULL,
                to_account text NOT NULL,
                to_name text NOT NULL,
                begins_at timestamptz NOT NULL,
                ends_at timestamptz NOT NULL,
                made_at timestamptz NOT NULL,
                ended_at timestamptz,
                CHECK (from_id <> to_id),
                CHECK (begins_at < ends_at)
            );
            COMMENT ON COLUMN delegations.ended_at IS 'When it was ended before its time; it never holds after that.';
            CREATE INDEX delegations_from ON delegations (from_id, ends_at) WHERE ended_at IS NULL;
            CREATE INDEX delegations_to ON delegations (to_id, ends_at) WHERE ended_at IS NULL;
            """)
}
