import Postgres

/// What operators have asked for: `audit.operator_orders`.
enum OperatorSchema {
    static let migration = PostgresMigration(
        id: "0006-operator-orders",
        sql: """
            CREATE TABLE operator_orders (
                id uuid PRIMARY KEY,
                ritm text NOT NULL,
                run uuid NOT NULL,
                start integer NOT NULL CHECK (start >= 2),
                kind text NOT NULL CHECK (kind IN ('retry', 'rollback')),
                asked_by_id uuid NOT NULL,
                asked_by text NOT NULL,
                reason text,
                asked_at timestamptz NOT NULL,
                expires_at timestamptz,
                lapsed_at timestamptz,
                agreed_by_id uuid,
                agreed_by text,
                agreed_at timestamptz,
                ordered_at timestamptz,
                trace text NOT NULL,
                proposal_stated_at timestamptz,
                order_stated_at timestamptz,
                next_look_at timestamptz NOT NULL,
                CHECK (kind <> 'rollback' OR reason IS NOT NULL),
                CHECK (agreed_by_id <> asked_by_id),
                CHECK (expires_at IS NULL OR ordered_at IS NULL OR agreed_at IS NOT NULL)
            );
            COMMENT ON TABLE operator_orders IS
                'What operators have asked for, committed before it is stated as an event; all times are the database''s.';
            COMMENT ON COLUMN operator_orders.start IS 'The start of the run that is asked for.';
            COMMENT ON COLUMN operator_orders.expires_at IS
                'Until when a second person may agree; NULL where none is needed.';
            COMMENT ON COLUMN operator_orders.lapsed_at IS 'When it was seen that nobody had agreed in time.';
            COMMENT ON COLUMN operator_orders.ordered_at IS 'From when on it is to be carried out.';
            COMMENT ON COLUMN operator_orders.order_stated_at IS
                'When the broker had the event; the same for proposal_stated_at and the event that it waits for a second person.';
            CREATE UNIQUE INDEX operator_orders_once ON operator_orders (run, start, kind) WHERE lapsed_at IS NULL;
            CREATE INDEX operator_orders_due ON operator_orders (next_look_at)
                WHERE ordered_at IS NOT NULL AND order_stated_at IS NULL OR expires_at IS NOT NULL AND proposal_stated_at IS NULL;

            CREATE INDEX events_run ON events (run, number) WHERE run IS NOT NULL;
            """)
}
