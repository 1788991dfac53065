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
                """),
        PostgresMigration(
            id: "0002-watch",
            sql: """
                ALTER TABLE requests DROP CONSTRAINT requests_state_check;
                ALTER TABLE requests ADD CONSTRAINT requests_state_check
                    CHECK (state IN ('hinted', 'received', 'set_aside', 'withdrawn'));
                COMMENT ON COLUMN requests.state IS
                    'hinted: to be read; received: stated as an event, confirmed by the broker; set_aside: not to be fulfilled as it was read; withdrawn: closed in ServiceNow, or not approved any more, before it was fulfilled';
                ALTER TABLE requests ADD COLUMN is_watched boolean NOT NULL DEFAULT false, ADD COLUMN watch_at timestamptz,
                    ADD COLUMN closed_seen_at timestamptz, ADD COLUMN withdrawal bytea;
                COMMENT ON COLUMN requests.is_watched IS 'Received, and not fulfilled or withdrawn since.';
                COMMENT ON COLUMN requests.watch_at IS
                    'When to look whether it is still wanted; of one that was withdrawn, when to state that again, until the broker has it.';
                COMMENT ON COLUMN requests.closed_seen_at IS
                    'Since when it is seen closed as complete: Landfall itself closes it so, and hears of that a moment later.';
                COMMENT ON COLUMN requests.withdrawal IS 'How it was found, as JSON.';
                CREATE INDEX requests_watched ON requests (sys_id) WHERE is_watched;
                CREATE INDEX requests_watch_due ON requests (watch_at) WHERE watch_at IS NOT NULL;
                """),
        PostgresMigration(
            id: "0003-intents",
            sql: """
                CREATE TABLE intents (
                    id uuid PRIMARY KEY,
                    client text NOT NULL,
                    intent bytea NOT NULL,
                    state text NOT NULL CHECK (state IN ('taken', 'ordering', 'ordered', 'refused')),
                    looks integer NOT NULL DEFAULT 0,
                    next_look_at timestamptz NOT NULL,
                    taken_at timestamptz NOT NULL,
                    ordered_at timestamptz,
                    request text,
                    sys_id text,
                    number text,
                    note text
                );
                COMMENT ON TABLE intents IS 'What automations proposed, and which tickets came of it.';
                COMMENT ON COLUMN intents.intent IS 'As it was sent, as JSON.';
                COMMENT ON COLUMN intents.state IS
                    'taken: to be ordered; ordering: an order was about to be made, which is looked up before there is another; ordered: it is a ticket; refused: ServiceNow does not take it, see note';
                COMMENT ON COLUMN intents.ordered_at IS 'When the last order was about to be made.';
                CREATE INDEX intents_items ON intents (sys_id) WHERE sys_id IS NOT NULL;
                CREATE INDEX intents_due ON intents (next_look_at) WHERE state IN ('taken', 'ordering');
                """),
    ]
}
