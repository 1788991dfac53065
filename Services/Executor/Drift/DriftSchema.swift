import Postgres

/// The tables of the drift watch, in the schema `ledger`.
enum DriftSchema {
    static let migration = PostgresMigration(
        id: "0011-drift",
        sql: """
            ALTER TABLE runs ADD COLUMN watched_start integer NOT NULL DEFAULT 0;
            COMMENT ON COLUMN runs.watched_start IS 'Up to which start the memberships of the run are under watch as that start has left them.';
            CREATE INDEX runs_to_watch ON runs (ended_at) WHERE outcome IS NOT NULL AND watched_start < start;

            CREATE TABLE watched_memberships (
                user_id uuid NOT NULL,
                group_id uuid NOT NULL,
                next_look_at timestamptz NOT NULL,
                looks bigint NOT NULL DEFAULT 0,
                in_order_at timestamptz,
                candidate text CHECK (candidate IN ('removed_outside', 'added_outside', 'overdue')),
                candidate_version bigint,
                agreeing_reads integer NOT NULL DEFAULT 0,
                PRIMARY KEY (user_id, group_id),
                CHECK ((candidate IS NULL) = (candidate_version IS NULL))
            );
            COMMENT ON TABLE watched_memberships IS
                'Every membership that a run has settled: each is looked at again and again. All times are this database''s.';
            COMMENT ON COLUMN watched_memberships.next_look_at IS 'When it is looked at next; also until when one who took it has it.';
            COMMENT ON COLUMN watched_memberships.looks IS 'Grows with each taking: who comes late changes nothing.';
            COMMENT ON COLUMN watched_memberships.in_order_at IS 'When a look last found it as it should be.';
            COMMENT ON COLUMN watched_memberships.agreeing_reads IS
                'How many reads in a row have shown the candidate (NULL: that it is in order), where that is otherwise than was stated.';
            CREATE INDEX watched_memberships_next_look ON watched_memberships (next_look_at);

            CREATE TABLE drifts (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                user_id uuid NOT NULL,
                group_id uuid NOT NULL,
                kind text NOT NULL CHECK (kind IN ('removed_outside', 'added_outside', 'overdue')),
                key text NOT NULL REFERENCES operations (key),
                version bigint NOT NULL,
                cause text,
                due_at timestamptz,
                in_order_at timestamptz,
                found_at timestamptz NOT NULL,
                number_in_group integer NOT NULL,
                ended_at timestamptz,
                is_member boolean,
                is_beginning_stated boolean NOT NULL DEFAULT false,
                is_end_stated boolean NOT NULL DEFAULT false,
                next_statement_at timestamptz,
                CHECK ((ended_at IS NULL) = (is_member IS NULL)),
                -- What isn't stated yet is never lost to those who state it.
                CHECK ((next_statement_at IS NULL) = (is_beginning_stated AND (ended_at IS NULL OR is_end_stated)))
            );
            COMMENT ON TABLE drifts IS 'Memberships that were found otherwise than Landfall had left them, each from when to when.';
            COMMENT ON COLUMN drifts.key IS 'The operation that had the last word on the membership.';
            COMMENT ON COLUMN drifts.version IS 'The version of that operation: once it is another, it is another drift.';
            COMMENT ON COLUMN drifts.number_in_group IS 'Which one it was of those found in the group within one interval.';
            COMMENT ON COLUMN drifts.is_member IS 'Whether the person was a member when it ended.';
            COMMENT ON COLUMN drifts.next_statement_at IS
                'When what is not stated yet is stated; also until when one who took it has it.';
            CREATE UNIQUE INDEX drifts_one_at_a_time ON drifts (user_id, group_id) WHERE ended_at IS NULL;
            CREATE INDEX drifts_to_state ON drifts (next_statement_at) WHERE next_statement_at IS NOT NULL;
            CREATE INDEX drifts_of_group ON drifts (group_id, found_at);
            """)
}
