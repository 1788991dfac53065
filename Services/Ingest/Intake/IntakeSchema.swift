import Postgres

/// The tables of the schema `intake`.
enum IntakeSchema {
    static let migrations = [
        PostgresMigration(
            id: "0001-requests",
            sql: """
                CREATE TABLE requests (
                    id uuid PRIMARY KEY,
                    sys_id text NOT NULL UNIQUE,
                    number text,
                    state text NOT NULL CHECK (state IN ('hinted', 'received', 'set_aside')),
                    note text,
                    looks integer NOT NULL DEFAULT 0,
                    next_look_at timestamptz NOT NULL,
                    trace text NOT NULL,
                    first_seen_at timestamptz NOT NULL,
                    received_at timestamptz
                );
                COMMENT ON TABLE requests IS 'One row for each request item that somebody pointed at.';
                COMMENT ON COLUMN requests.state IS
                    'hinted: to be read; received: stated as an event, confirmed by the broker; set_aside: not to be fulfilled as it was read';
                CREATE INDEX requests_due ON requests (next_look_at) WHERE state = 'hinted';
                """)
    ]
}
