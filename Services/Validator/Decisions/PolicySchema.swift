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
                """)
    ]
}
