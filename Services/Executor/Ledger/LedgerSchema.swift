import Postgres

/// The tables of the schema `ledger`.
enum LedgerSchema {
    static let migrations = [
        PostgresMigration(
            id: "0001-ledger",
            sql: """
                CREATE TABLE runs (
                    run uuid PRIMARY KEY,
                    ritm text NOT NULL,
                    plan_digest text NOT NULL,
                    keys text[] NOT NULL CHECK (cardinality(keys) > 0),
                    mandate bytea NOT NULL,
                    opened_at timestamptz NOT NULL,
                    outcome text CHECK (outcome IN ('landed', 'stuck')),
                    ended_at timestamptz
                );
                COMMENT ON COLUMN runs.mandate IS
                    'The plan and the approval for exactly this plan, as the JSON of the event that brought them.';

                CREATE SEQUENCE versions;

                CREATE TABLE operations (
                    key text PRIMARY KEY,
                    run uuid NOT NULL REFERENCES runs (run),
                    user_id uuid NOT NULL,
                    group_id uuid NOT NULL,
                    action text NOT NULL CHECK (action IN ('add', 'remove')),
                    state text NOT NULL CHECK (state IN (
                        'planned', 'satisfied', 'intended', 'applied', 'verified', 'refused', 'reverting', 'reverted')),
                    was_member boolean,
                    is_our_change boolean NOT NULL DEFAULT false,
                    attempts integer NOT NULL DEFAULT 0,
                    applied_at timestamptz,
                    agreeing_reads integer NOT NULL DEFAULT 0,
                    last_read_at timestamptz,
                    client_request_id text,
                    request_id text,
                    failure bytea,
                    version bigint NOT NULL DEFAULT nextval('ledger.versions'),
                    changed_at timestamptz NOT NULL
                );
                COMMENT ON COLUMN operations.version IS
                    'Grows with each change: what was read of a membership is out of date when another operation on it has a later one.';
                COMMENT ON COLUMN operations.was_member IS 'What a read showed before the first intent.';
                COMMENT ON COLUMN operations.is_our_change IS 'Whether Graph accepted it from us: only such a change may ever be undone.';
                CREATE INDEX operations_pair ON operations (user_id, group_id, version);
                -- Two requests that change the same membership take turns.
                CREATE UNIQUE INDEX operations_one_at_a_time ON operations (user_id, group_id)
                    WHERE state IN ('intended', 'applied', 'reverting');

                CREATE TABLE attempts (
                    key text NOT NULL REFERENCES operations (key),
                    attempt integer NOT NULL,
                    client_request_id text NOT NULL,
                    began_at timestamptz NOT NULL,
                    ended_at timestamptz,
                    outcome text CHECK (outcome IN ('accepted', 'already_so', 'throttled', 'failed', 'refused', 'interrupted')),
                    request_id text,
                    failure bytea,
                    is_reported boolean NOT NULL DEFAULT false,
                    PRIMARY KEY (key, attempt)
                );
                COMMENT ON TABLE attempts IS 'Every call that was begun, committed before it was made.';
                """),
        PostgresMigration(
            id: "0002-undo",
            sql: """
                ALTER TABLE runs ADD COLUMN direction text NOT NULL DEFAULT 'forward' CHECK (direction IN ('forward', 'back'));
                ALTER TABLE runs ADD COLUMN turned_at timestamptz;
                ALTER TABLE runs DROP CONSTRAINT runs_outcome_check;
                ALTER TABLE runs ADD CONSTRAINT runs_outcome_check CHECK (outcome IN ('landed', 'reverted', 'stuck'));
                COMMENT ON COLUMN runs.direction IS
                    'Forward: it makes its changes. Back: a part was refused for good, and what the run has changed is taken back.';

                ALTER TABLE operations ADD COLUMN applied_attempt integer;
                ALTER TABLE operations ADD COLUMN evidence text CHECK (evidence IN ('accepted', 'already_so'));
                ALTER TABLE operations ADD COLUMN undo_attempt integer;
                ALTER TABLE operations ADD COLUMN undo_evidence text CHECK (undo_evidence IN ('accepted', 'already_so'));
                ALTER TABLE operations ADD COLUMN undo_accepted_at timestamptz;
                ALTER TABLE operations ADD COLUMN undo_client_request_id text;
                ALTER TABLE operations ADD COLUMN undo_request_id text;
                ALTER TABLE operations ADD COLUMN undo_failure bytea;
                COMMENT ON COLUMN operations.applied_attempt IS 'The attempt of which Graph said that the change is in place.';
                COMMENT ON COLUMN operations.undo_attempt IS
                    'The latest attempt to take the change back; how it went stands in undo_accepted_at or undo_failure.';
                UPDATE operations o SET applied_attempt = o.attempts,
                    evidence = COALESCE((SELECT a.outcome FROM attempts a WHERE a.key = o.key AND a.attempt = o.attempts
                        AND a.outcome IN ('accepted', 'already_so')), 'accepted')
                WHERE is_our_change;

                ALTER TABLE attempts ADD COLUMN direction text NOT NULL DEFAULT 'forward' CHECK (direction IN ('forward', 'back'));
                ALTER TABLE attempts DROP CONSTRAINT attempts_outcome_check;
                ALTER TABLE attempts ADD CONSTRAINT attempts_outcome_check CHECK (outcome IN (
                    'accepted', 'already_so', 'throttled', 'failed', 'undecided', 'refused', 'interrupted'));
                """),
        PostgresMigration(
            id: "0003-quota",
            sql: """
                CREATE TABLE quota_budgets (
                    budget text PRIMARY KEY CHECK (budget IN ('resource_units', 'writes')),
                    level double precision NOT NULL,
                    as_of timestamptz NOT NULL,
                    estimate double precision NOT NULL,
                    paused_until timestamptz,
                    last_sign timestamptz,
                    refusals integer NOT NULL DEFAULT 0,
                    tells boolean NOT NULL DEFAULT false,
                    anchor_at timestamptz,
                    anchor_usage double precision,
                    anchor_used double precision,
                    spread_until timestamptz
                );
                COMMENT ON TABLE quota_budgets IS
                    'What the fleet may still do in Graph. All times are this database''s: clock_timestamp().';
                COMMENT ON COLUMN quota_budgets.level IS
                    'What was neither used nor leased when it was as_of; below zero when it was promised ahead.';
                COMMENT ON COLUMN quota_budgets.estimate IS 'The limit as it was learnt; never more than the configured one.';
                COMMENT ON COLUMN quota_budgets.paused_until IS 'Graph asked to wait until then.';
                COMMENT ON COLUMN quota_budgets.last_sign IS 'When Graph last said that its bucket is full, or nearly.';
                COMMENT ON COLUMN quota_budgets.tells IS 'Graph has been seen to say how full its bucket is.';
                COMMENT ON COLUMN quota_budgets.anchor_at IS
                    'From then on the limit is being measured: how full the bucket was, and what was used since.';

                CREATE TABLE quota_leases (
                    budget text NOT NULL REFERENCES quota_budgets (budget),
                    holder text NOT NULL,
                    amount double precision NOT NULL,
                    until timestamptz NOT NULL,
                    PRIMARY KEY (budget, holder)
                );
                COMMENT ON TABLE quota_leases IS
                    'What each executor has in hand, as it last said; after until it is back in the budget.';
                """),
        PostgresMigration(
            id: "0004-unproved",
            sql: """
                ALTER TABLE operations ADD COLUMN unproved_seconds double precision NOT NULL DEFAULT 0;
                COMMENT ON COLUMN operations.unproved_seconds IS
                    'For how long reads were made that did not prove it. Time in which nobody read, or by which a clock was set, is left out.';
                """),
        PostgresMigration(
            id: "0005-removals",
            sql: """
                ALTER TABLE runs ADD COLUMN is_end boolean NOT NULL DEFAULT false;
                COMMENT ON COLUMN runs.is_end IS 'Whether the run removes an access at its end; else it carries out a plan.';
                ALTER TABLE runs DROP CONSTRAINT runs_outcome_check;
                ALTER TABLE runs ADD CONSTRAINT runs_outcome_check
                    CHECK (outcome IN ('landed', 'reverted', 'stuck') OR outcome = 'cancelled' AND is_end);

                CREATE TABLE removals (
                    key text PRIMARY KEY,
                    run uuid NOT NULL REFERENCES runs (run),
                    user_id uuid NOT NULL,
                    group_id uuid NOT NULL,
                    state text NOT NULL CHECK (state IN ('planned', 'live', 'started', 'ended', 'failed', 'void')),
                    due_at timestamptz NOT NULL,
                    remind_at timestamptz,
                    reminded_at timestamptz,
                    next_look_at timestamptz,
                    cancellation text CHECK (cancellation IN (
                        'not_granted', 'was_member', 'renewed', 'made_permanent', 'removed')),
                    cancelled_by text,
                    changed_at timestamptz NOT NULL,
                    CHECK ((state = 'void') = (cancellation IS NOT NULL)),
                    -- What waits for its time is never lost to the sweep.
                    CHECK ((state IN ('live', 'started')) = (next_look_at IS NOT NULL))
                );
                COMMENT ON TABLE removals IS
                    'The removal of each access that was asked for with an end, planned with the run that grants it.';
                COMMENT ON COLUMN removals.run IS 'The run that grants the access; its mandate is that of the removal, too.';
                COMMENT ON COLUMN removals.next_look_at IS 'When the sweep looks at it next; also until when one who took it has it.';
                COMMENT ON COLUMN removals.cancelled_by IS 'The operation of another request that took its place.';
                CREATE INDEX removals_pair ON removals (user_id, group_id);
                CREATE INDEX removals_next_look ON removals (next_look_at) WHERE state IN ('live', 'started');
                CREATE INDEX removals_cancelled_by ON removals (cancelled_by) WHERE cancelled_by IS NOT NULL;
                -- An access ends once.
                CREATE UNIQUE INDEX removals_one_in_charge ON removals (user_id, group_id) WHERE state IN ('live', 'started');
                """),
        // As a list of states the condition follows from "key = … AND state = 'intended'", and PostgreSQL, which believes that hardly any
        // operation is in such a state, then reads this index from end to end instead of looking the key up: with all that was in it
        // since the last vacuum. Nothing follows a condition like this one, so that the index does what it is for, and no more.
        PostgresMigration(
            id: "0006-guard-only",
            sql: """
                DROP INDEX operations_one_at_a_time;
                CREATE UNIQUE INDEX operations_one_at_a_time ON operations (user_id, group_id)
                    WHERE CASE WHEN state IN ('intended', 'applied', 'reverting') THEN true ELSE false END;
                """),
        PostgresMigration(
            id: "0007-retries",
            sql: """
                ALTER TABLE runs ADD COLUMN start integer NOT NULL DEFAULT 1;
                COMMENT ON COLUMN runs.start IS 'How often it was started; all that stands of it is of its latest start.';

                CREATE TABLE retries (
                    run uuid NOT NULL REFERENCES runs (run),
                    start integer NOT NULL CHECK (start >= 2),
                    asked_by text NOT NULL,
                    asked_at timestamptz NOT NULL,
                    reason text,
                    began_at timestamptz NOT NULL,
                    previous_outcome text NOT NULL,
                    PRIMARY KEY (run, start)
                );
                COMMENT ON TABLE retries IS 'By whom a run was started again, and what it had come to before.';

                ALTER TABLE operations ADD COLUMN start integer NOT NULL DEFAULT 1;
                ALTER TABLE operations ADD COLUMN earlier_attempts integer NOT NULL DEFAULT 0;
                COMMENT ON COLUMN operations.start IS 'The start of its run in which it stands so.';
                COMMENT ON COLUMN operations.earlier_attempts IS
                    'The attempts up to this one were of earlier starts: what came of them has been settled.';
                """),
        PostgresMigration(
            id: "0008-late-effects",
            sql: """
                ALTER TABLE attempts ADD COLUMN committed_at timestamptz;
                ALTER TABLE attempts ALTER COLUMN committed_at SET DEFAULT clock_timestamp();
                COMMENT ON COLUMN attempts.committed_at IS
                    'When its intent was committed, by this database''s clock, which is one for all executors.';
                ALTER TABLE attempts DROP CONSTRAINT attempts_outcome_check;
                ALTER TABLE attempts ADD CONSTRAINT attempts_outcome_check CHECK (outcome IN (
                    'accepted', 'already_so', 'throttled', 'failed', 'undecided', 'declined', 'refused', 'interrupted'));

                ALTER TABLE operations ADD COLUMN adding_until timestamptz;
                ALTER TABLE operations ADD COLUMN removing_until timestamptz;
                COMMENT ON COLUMN operations.adding_until IS
                    'Until then, by this database''s clock, a call of it without a clear answer may still add the membership.';
                COMMENT ON COLUMN operations.removing_until IS
                    'Until then, by this database''s clock, a call of it without a clear answer may still remove the membership.';
                """),
        PostgresMigration(
            id: "0009-rollbacks",
            sql: """
                ALTER TABLE retries ADD COLUMN is_rollback boolean NOT NULL DEFAULT false;
                ALTER TABLE retries ADD COLUMN agreed_by text;
                COMMENT ON COLUMN retries.is_rollback IS 'Whether that start is to take the run back; else it is to carry it out once more.';
                COMMENT ON COLUMN retries.agreed_by IS 'Who agreed to a rollback, where a second person had to.';
                """),
        PostgresMigration(
            id: "0010-digests",
            sql: """
                ALTER TABLE operations ADD COLUMN request_digest text, ADD COLUMN response_digest text,
                    ADD COLUMN undo_request_digest text, ADD COLUMN undo_response_digest text;
                COMMENT ON COLUMN operations.request_digest IS 'SHA-256 of the call that client_request_id names; response_digest that of its answer.';
                """),
        DriftSchema.migration,
        PostgresMigration(
            id: "0012-withdrawals",
            sql: """
                CREATE TABLE withdrawals (
                    ritm text PRIMARY KEY,
                    kind text NOT NULL CHECK (kind IN ('cancelled', 'closed_complete', 'approval_withdrawn')),
                    state text NOT NULL,
                    approval text NOT NULL,
                    changed_by text,
                    seen_at timestamptz NOT NULL
                );
                COMMENT ON TABLE withdrawals IS
                    'Requests that were withdrawn in ServiceNow: nothing is begun for them any more, also where their plan comes later.';
                CREATE INDEX runs_ritm ON runs (ritm) WHERE NOT is_end;
                """),
        RepairSchema.migration,
    ]
}
