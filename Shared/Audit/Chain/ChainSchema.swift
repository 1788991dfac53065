public import Postgres

/// What makes `audit.events` a chain: the migration of the Auditor's schema.
///
/// The database itself links each entry to the one before, whoever adds it: under the lock of the one row that says where the chain ends,
/// which is held until the transaction is committed. So there are no gaps, and no two entries in one place.
public enum ChainSchema {
    public static let migration = PostgresMigration(
        id: "0003-chain",
        sql: """
            ALTER TABLE events ALTER COLUMN number DROP IDENTITY;
            ALTER TABLE events ADD COLUMN digest bytea, ADD COLUMN hash bytea, ADD COLUMN reduced_at timestamptz;
            COMMENT ON COLUMN events.digest IS 'SHA-256 of the body as it was recorded.';
            COMMENT ON COLUMN events.hash IS 'SHA-256 of the hash of the entry before, and of this entry: the chain.';
            COMMENT ON COLUMN events.reduced_at IS
                'When personal data was taken out of the body; the digest is still that of the body as it was recorded.';

            CREATE TABLE chain_head (
                only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
                number bigint NOT NULL,
                hash bytea NOT NULL
            );
            COMMENT ON TABLE chain_head IS 'The last entry of the audit trail; locked by whoever adds one.';
            INSERT INTO chain_head (number, hash) VALUES (0, sha256('\(ChainSQL.beginning)'));

            -- What was recorded before there was a chain gets its place in it.
            DROP TRIGGER events_append_only ON events;
            UPDATE events SET number = -number;
            DO $$
            DECLARE e audit.events; last bytea; n bigint := 0;
            BEGIN
                SELECT hash INTO last FROM audit.chain_head;
                FOR e IN SELECT * FROM audit.events ORDER BY number DESC LOOP
                    n := n + 1;
                    UPDATE audit.events SET number = n, digest = sha256(body) WHERE id = e.id RETURNING * INTO e;
                    last := sha256(last || \(ChainSQL.entry(of: "e")));
                    UPDATE audit.events SET hash = last WHERE id = e.id;
                END LOOP;
                UPDATE audit.chain_head SET number = n, hash = last;
            END
            $$;
            ALTER TABLE events ALTER COLUMN digest SET NOT NULL, ALTER COLUMN hash SET NOT NULL;

            CREATE FUNCTION link_event() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE head audit.chain_head;
            BEGIN
                -- By itself: what follows has to see what those committed who held the lock before.
                SELECT * INTO head FROM audit.chain_head FOR UPDATE;
                IF EXISTS (SELECT 1 FROM audit.events WHERE id = NEW.id) THEN
                    RETURN NULL;
                END IF;
                NEW.number := head.number + 1;
                NEW.digest := sha256(NEW.body);
                NEW.hash := sha256(head.hash || \(ChainSQL.entry(of: "NEW")));
                UPDATE audit.chain_head SET number = NEW.number, hash = NEW.hash;
                RETURN NEW;
            END
            $$;
            CREATE TRIGGER events_chain BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION link_event();

            -- The one change that is allowed, once for an entry: to take personal data out of its body. Neither in the hash.
            CREATE FUNCTION refuse_all_but_reduction() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE reduced audit.events := OLD;
            BEGIN
                reduced.body := NEW.body;
                reduced.reduced_at := NEW.reduced_at;
                IF OLD.reduced_at IS NOT NULL OR NEW.reduced_at IS NULL OR reduced IS DISTINCT FROM NEW THEN
                    RAISE EXCEPTION 'the audit trail is only ever added to' USING ERRCODE = 'insufficient_privilege';
                END IF;
                RETURN NEW;
            END
            $$;
            CREATE TRIGGER events_append_only BEFORE DELETE OR TRUNCATE ON events
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
            CREATE TRIGGER events_reduction_only BEFORE UPDATE ON events
                FOR EACH ROW EXECUTE FUNCTION refuse_all_but_reduction();
            CREATE INDEX events_reduced ON events (number) WHERE reduced_at IS NOT NULL;

            CREATE TABLE checkpoints (
                number bigint NOT NULL,
                key text NOT NULL,
                hash bytea NOT NULL,
                at timestamptz NOT NULL,
                signature bytea NOT NULL,
                PRIMARY KEY (number, key)
            );
            COMMENT ON TABLE checkpoints IS 'Signed places in the audit trail, as they are also kept outside of this database.';
            CREATE TRIGGER checkpoints_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

            -- By rights, too: the service's own role has given them away.
            REVOKE UPDATE, DELETE, TRUNCATE ON events, checkpoints FROM CURRENT_USER;
            GRANT UPDATE (body, reduced_at) ON events TO CURRENT_USER;
            """)
}
