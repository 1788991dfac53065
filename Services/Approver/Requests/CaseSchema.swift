import Postgres

/// What people are asked about, what has happened with it, and what is still to be stated of that.
enum CaseSchema {
    static let migration = PostgresMigration(
        id: "0003-cases",
        sql: """
            ALTER TABLE requests DROP CONSTRAINT requests_state_check;
            ALTER TABLE requests
                ADD CONSTRAINT requests_state_check CHECK
                    (state IN ('waiting', 'approved', 'emergency', 'rejected', 'expired', 'replaced', 'withdrawn')),
                ADD COLUMN made_at timestamptz,
                ADD COLUMN validated jsonb,
                ADD COLUMN progress jsonb,
                ADD COLUMN version integer NOT NULL DEFAULT 0,
                ADD COLUMN asked uuid[] NOT NULL DEFAULT '{}',
                ADD COLUMN due_at timestamptz,
                ADD COLUMN problem text,
                ADD COLUMN trace text;
            COMMENT ON COLUMN requests.made_at IS 'When the plan was made: of two plans of one ticket, people are asked about the later one.';
            COMMENT ON COLUMN requests.version IS 'Changed by one with every change: who has read an older one writes nothing.';
            COMMENT ON COLUMN requests.asked IS 'The object ids of those who could decide when it was last looked.';
            COMMENT ON COLUMN requests.due_at IS 'When it has to be looked at again; NULL: people aren''t asked.';
            COMMENT ON COLUMN requests.problem IS 'Why it couldn''t be looked up who decides; NULL: it could.';
            CREATE INDEX requests_ritm ON requests (ritm);
            CREATE INDEX requests_due ON requests (due_at) WHERE state = 'waiting' AND due_at IS NOT NULL;
            CREATE INDEX requests_asked ON requests USING gin (asked) WHERE state = 'waiting';

            CREATE TABLE entries (
                id uuid PRIMARY KEY,
                number bigint GENERATED ALWAYS AS IDENTITY,
                run uuid NOT NULL,
                event jsonb NOT NULL,
                trace text NOT NULL,
                stated_at timestamptz,
                next_look_at timestamptz NOT NULL
            );
            COMMENT ON TABLE entries IS 'What has happened with a request, committed with the change itself, before it is stated as an event.';
            COMMENT ON COLUMN entries.id IS 'The id of the event, which follows from what it states: the same can''t be here twice.';
            COMMENT ON COLUMN entries.stated_at IS 'When the broker had the event.';
            CREATE INDEX entries_run ON entries (run, number);
            CREATE INDEX entries_due ON entries (next_look_at) WHERE stated_at IS NULL;
            """)
}
