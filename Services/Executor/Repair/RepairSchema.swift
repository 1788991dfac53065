import Postgres

/// What the ledger has of repairs: starts of a run that put back what was removed outside.
enum RepairSchema {
    static let migration = PostgresMigration(
        id: "0013-repairs",
        sql: """
            ALTER TABLE retries ADD COLUMN repairs text[] CHECK (cardinality(repairs) > 0);
            COMMENT ON COLUMN retries.repairs IS
                'The operations that this start puts back, as they were removed outside; NULL: it carries out the whole run, or takes it back.';

            ALTER TABLE drifts ADD COLUMN may_be_repaired boolean NOT NULL DEFAULT false;
            ALTER TABLE drifts ADD COLUMN earlier_repairs integer NOT NULL DEFAULT 0;
            ALTER TABLE drifts ADD COLUMN repair_start integer;
            ALTER TABLE drifts ADD COLUMN repair_began_at timestamptz;
            ALTER TABLE drifts ADD CONSTRAINT drifts_repair_check
                CHECK ((repair_start IS NULL) = (repair_began_at IS NULL) AND (may_be_repaired OR repair_start IS NULL));
            COMMENT ON COLUMN drifts.may_be_repaired IS 'Whether, when it was found, it could be put back, if the plan says so.';
            COMMENT ON COLUMN drifts.earlier_repairs IS 'How often access of the run had been put back by then.';
            COMMENT ON COLUMN drifts.repair_start IS 'The start of the run by which it is put back.';
            COMMENT ON COLUMN drifts.repair_began_at IS 'When that was committed, by this database''s clock.';
            CREATE INDEX drifts_key ON drifts (key);
            """)
}
