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
            id: "0002-versions",
            sql: """
                ALTER TABLE versions ALTER COLUMN first_used_at DROP NOT NULL;
                ALTER TABLE versions ADD CONSTRAINT versions_is_named_by_its_content
                    CHECK (sha256 = encode(sha256(content), 'hex'));
                COMMENT ON TABLE versions IS 'Every policy that was ever applied or decided something, byte for byte.';
                COMMENT ON COLUMN versions.first_used_at IS
                    'Of a file that was not applied, when it decided something first; empty: it was applied.';

                CREATE TABLE applied (
                    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    sha256 text NOT NULL REFERENCES versions (sha256),
                    author text NOT NULL CHECK (author <> ''),
                    applied_at timestamptz NOT NULL DEFAULT now()
                );
                COMMENT ON TABLE applied IS
                    'Who put which version in force, and when; the highest number is in force. Going back to an older version is a new row.';

                CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'the history of policies is only ever added to' USING ERRCODE = 'insufficient_privilege';
                END
                $$;
                CREATE TRIGGER applied_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON applied
                    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

                -- The other services go by the same policy. What it decided about whom stays the Validator's.
                GRANT USAGE ON SCHEMA policy TO PUBLIC;
                GRANT SELECT ON versions, applied TO PUBLIC;
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
