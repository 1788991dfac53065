import Postgres

/// The tables of the schema `policy`.
enum PolicySchema {
    static let migrations = [
        PostgresMigration(
            id: "0001-decisions",
            sql: """
                CREATE TABLE versions (
                    sha256 text PRIMARY KEY,
                    content bytea NOT NULL,
                    first_used_at timestamptz NOT NULL
                );
                COMMENT ON TABLE versions IS 'Every policy that ever decided something, byte for byte.';

                CREATE TABLE decisions (
                    ritm text PRIMARY KEY,
                    policy_version text NOT NULL REFERENCES versions (sha256),
                    outcome text NOT NULL CHECK (outcome IN ('validated', 'blocked')),
                    event bytea NOT NULL,
                    decided_at timestamptz NOT NULL
                );
                COMMENT ON COLUMN decisions.event IS 'What was decided, as the JSON of the event that states it.';
                """),
        PostgresMigration(
            id: "0003-under-way",
            sql: """
                ALTER TABLE decisions ADD COLUMN record bytea;
                COMMENT ON COLUMN decisions.record IS 'What it was decided from, as JSON; empty for decisions from before it was kept.';

                CREATE TABLE under_way (
                    ritm text NOT NULL,
                    user_id text NOT NULL,
                    group_id text NOT NULL,
                    since timestamptz NOT NULL,
                    start integer NOT NULL DEFAULT 0,
                    is_stuck boolean NOT NULL DEFAULT false,
                    is_withdrawn boolean NOT NULL DEFAULT false,
                    over_at timestamptz,
                    PRIMARY KEY (ritm, user_id, group_id)
                );
                CREATE INDEX under_way_of_user ON under_way (user_id, group_id);
                COMMENT ON TABLE under_way IS 'Which access was validated for whom, and whether it has come to rest: what conflicts with it is not granted meanwhile.';
                COMMENT ON COLUMN under_way.start IS 'The latest start of the run that is known of; 0: none is.';
                COMMENT ON COLUMN under_way.over_at IS 'From when on it does not count any more: Entra shows it, or nothing of it comes. Empty: it is on its way.';
                """),
    ]
}
