import Postgres

/// The tables of incidents in the schema `audit`.
enum IncidentSchema {
    static let migration = PostgresMigration(
        id: "0005-incidents",
        sql: """
            CREATE TABLE incidents (
                correlation_id text PRIMARY KEY,
                ritm text NOT NULL,
                run uuid,
                generation integer NOT NULL,
                sys_id text,
                number text,
                state text,
                noted_at timestamptz NOT NULL,
                opened_at timestamptz
            );
            COMMENT ON TABLE incidents IS
                'What failed of a request, and the incident in ServiceNow that tells of it; the latest generation counts.';
            COMMENT ON COLUMN incidents.sys_id IS 'Empty until there is one.';
            COMMENT ON COLUMN incidents.state IS 'As it was last written or seen; gone: not to be found any more.';
            CREATE INDEX incidents_ritm ON incidents (ritm, generation);

            CREATE TABLE incident_writes (
                cause uuid NOT NULL,
                correlation_id text NOT NULL REFERENCES incidents,
                turn text NOT NULL,
                modification_count integer,
                intended_at timestamptz NOT NULL,
                unclear_at timestamptz,
                settled_at timestamptz,
                request_id text,
                PRIMARY KEY (cause, correlation_id, turn)
            );
            COMMENT ON TABLE incident_writes IS
                'Every write to an incident, committed before the call and settled after it was read back.';
            COMMENT ON COLUMN incident_writes.cause IS 'The event that it tells of; its marker is [landfall:<cause>].';
            COMMENT ON COLUMN incident_writes.modification_count IS
                'sys_mod_count of the incident right before the call: while it is unchanged, the call did not arrive.';
            COMMENT ON COLUMN incident_writes.unclear_at IS
                'Since when the call is known to have no outcome, by the database''s clock: it may still take effect for a while.';
            CREATE INDEX incident_writes_unsettled ON incident_writes (correlation_id) WHERE settled_at IS NULL;

            CREATE UNLOGGED TABLE incident_turns (
                ritm text PRIMARY KEY,
                holder uuid NOT NULL,
                until timestamptz NOT NULL
            );
            COMMENT ON TABLE incident_turns IS
                'Who is at work on a request''s incidents at the moment. Unlogged: after a crash of the server nobody is.';
            """)
}
