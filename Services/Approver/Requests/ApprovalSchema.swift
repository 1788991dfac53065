import Postgres

/// The tables of the schema `approval`.
enum ApprovalSchema {
    static let migrations = [
        PostgresMigration(
            id: "0001-requests",
            sql: """
                CREATE TABLE requests (
                    run uuid PRIMARY KEY,
                    ritm text NOT NULL,
                    plan_digest text NOT NULL,
                    risk text NOT NULL,
                    beneficiary text NOT NULL,
                    entitlements text[] NOT NULL,
                    state text NOT NULL CHECK (state IN ('waiting', 'approved')),
                    asked_at timestamptz NOT NULL
                );
                CREATE INDEX requests_waiting ON requests (asked_at) WHERE state = 'waiting';
                """),
        PostgresMigration(
            id: "0002-withdrawals",
            sql: """
                CREATE TABLE withdrawals (ritm text PRIMARY KEY, withdrawn_at timestamptz NOT NULL);
                COMMENT ON TABLE withdrawals IS 'Requests that were withdrawn in ServiceNow: nobody is asked about them any more.';
                """),
        CaseSchema.migration,
        DelegationSchema.migration,
    ]
}
