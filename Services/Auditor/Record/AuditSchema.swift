import Audit
import Postgres

/// The tables of the schema `audit`.
enum AuditSchema {
    static let migrations = [
        PostgresMigration(
            id: "0001-events",
            sql: """
                CREATE TABLE events (
                    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    id uuid NOT NULL UNIQUE,
                    type text NOT NULL,
                    ritm text NOT NULL,
                    run uuid,
                    at timestamptz NOT NULL,
                    service text NOT NULL,
                    instance text NOT NULL,
                    trace text NOT NULL,
                    body bytea NOT NULL,
                    recorded_at timestamptz NOT NULL
                );
                COMMENT ON TABLE events IS 'Everything that was stated, as it was stated: only ever added to.';
                COMMENT ON COLUMN events.body IS 'The event as JSON, with all that it carries.';
                CREATE INDEX events_ritm ON events (ritm, number);

                CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'the audit trail is only ever added to' USING ERRCODE = 'insufficient_privilege';
                END
                $$;
                CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
                    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
                """),
        PostgresMigration(
            id: "0002-ticket-writes",
            sql: """
                CREATE TABLE ticket_writes (
                    marker text PRIMARY KEY,
                    ritm text NOT NULL,
                    sys_id text NOT NULL,
                    turn text NOT NULL,
                    cause uuid NOT NULL,
                    modification_count integer,
                    intended_at timestamptz NOT NULL,
                    settled_at timestamptz,
                    request_id text
                );
                COMMENT ON TABLE ticket_writes IS 'Every write to a ticket, committed before the call and settled after it was read back.';
                COMMENT ON COLUMN ticket_writes.modification_count IS
                    'sys_mod_count of the ticket right before the call: while it is unchanged, the call did not arrive.';
                CREATE UNLOGGED TABLE ticket_turns (
                    ritm text PRIMARY KEY,
                    holder uuid NOT NULL,
                    until timestamptz NOT NULL
                );
                COMMENT ON TABLE ticket_turns IS
                    'Who is telling a ticket something at the moment. Unlogged: after a crash of the server nobody is.';
                CREATE INDEX ticket_writes_ritm ON ticket_writes (ritm, intended_at);
                """),
        ChainSchema.migration,
        CardSchema.migration,
        IncidentSchema.migration,
        OperatorSchema.migration,
        IncidentRetrySchema.migration,
        TaskSchema.migration,
        SettlementSchema.migration,
        CardSchema.channels,
    ]
}
