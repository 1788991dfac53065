import Postgres

/// What the watch over incidents that people close keeps in mind, in the schema `audit`.
enum IncidentRetrySchema {
    static let migration = PostgresMigration(
        id: "0008-incident-retry",
        sql: """
            ALTER TABLE incidents ADD COLUMN next_look_at timestamptz, ADD COLUMN seen_open_at timestamptz,
                ADD COLUMN retry_start integer;
            COMMENT ON COLUMN incidents.next_look_at IS
                'When it is looked at whether somebody has closed it; empty where that means nothing.';
            COMMENT ON COLUMN incidents.seen_open_at IS 'When it was last seen open by who watches it.';
            COMMENT ON COLUMN incidents.retry_start IS 'The start of the run that was asked for because somebody closed it.';
            CREATE INDEX incidents_watched ON incidents (next_look_at) WHERE next_look_at IS NOT NULL;

            ALTER TABLE operator_orders ALTER COLUMN asked_by_id DROP NOT NULL,
                ADD CHECK (kind <> 'rollback' OR asked_by_id IS NOT NULL);
            COMMENT ON COLUMN operator_orders.asked_by_id IS
                'The object id in Entra; empty for who asked in ServiceNow, which knows nobody''s.';
            """)
}
