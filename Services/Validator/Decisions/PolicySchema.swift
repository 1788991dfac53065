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
    ]
}
