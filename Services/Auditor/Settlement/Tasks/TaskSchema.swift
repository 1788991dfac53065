import Postgres

/// The table of what is written to catalogue tasks in the schema `audit`.
enum TaskSchema {
    static let migration = PostgresMigration(
        id: "0007-tasks",
        sql: """
            CREATE TABLE task_writes (
                cause uuid PRIMARY KEY,
                ritm text NOT NULL,
                sys_id text,
                number text,
                modification_count integer,
                intended_at timestamptz,
                unclear_at timestamptz,
                has_ended boolean NOT NULL DEFAULT false,
                settled_at timestamptz,
                request_id text,
                looked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
                waited_ms bigint NOT NULL DEFAULT 0
            );
            COMMENT ON TABLE task_writes IS
                'Every catalogue task that is closed for a ticket, committed before the call and settled after it was read back.';
            COMMENT ON COLUMN task_writes.cause IS 'The event that it tells of; its marker is [landfall:<cause>].';
            COMMENT ON COLUMN task_writes.sys_id IS 'The task''s record; empty while it is waited for that there is one.';
            COMMENT ON COLUMN task_writes.modification_count IS
                'sys_mod_count of the task right before the call: while it is unchanged, the call did not arrive.';
            COMMENT ON COLUMN task_writes.unclear_at IS
                'Since when the call is known to have no outcome: it may still take effect for a while.';
            COMMENT ON COLUMN task_writes.has_ended IS 'The call was turned away: nothing comes of it any more.';
            COMMENT ON COLUMN task_writes.waited_ms IS
                'How long the flow was waited for: to make the task, and from settled_at on to close the request item.';
            """)
}
