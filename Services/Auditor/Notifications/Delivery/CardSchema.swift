import Postgres

/// The tables of cards for Microsoft Teams, and of tickets that could not be told of their landing.
enum CardSchema {
    static let channels = PostgresMigration(
        id: "0011-card-channels",
        sql: """
            ALTER TABLE cards ADD COLUMN channel text;
            COMMENT ON COLUMN cards.channel IS 'The channel that it goes to, by the policy''s name for it; empty: the common one.';
            """)

    static let migration = PostgresMigration(
        id: "0004-cards",
        sql: """
            CREATE TABLE cards (
                key text PRIMARY KEY,
                kind text NOT NULL,
                event uuid NOT NULL,
                ritm text NOT NULL,
                run uuid,
                card bytea,
                intended_at timestamptz NOT NULL,
                attempts integer NOT NULL DEFAULT 0,
                misses integer NOT NULL DEFAULT 0,
                held_until timestamptz,
                last_failure text,
                refused_at timestamptz,
                sent_at timestamptz,
                CHECK (card IS NOT NULL OR sent_at IS NOT NULL)
            );
            COMMENT ON TABLE cards IS 'Every card, committed before it is posted and settled after.';
            COMMENT ON COLUMN cards.key IS 'What makes it the same card: it is posted once.';
            COMMENT ON COLUMN cards.card IS 'What it says, as JSON; empty once it was taken, as it names people.';
            COMMENT ON COLUMN cards.attempts IS 'How many tries to post it were begun.';
            COMMENT ON COLUMN cards.misses IS 'How many of them have certainly posted nothing. Any other try may have.';
            COMMENT ON COLUMN cards.held_until IS 'Until then somebody is posting it.';
            COMMENT ON COLUMN cards.refused_at IS 'When Teams refused this card for good.';
            CREATE INDEX cards_waiting ON cards (intended_at) WHERE sent_at IS NULL;

            CREATE TABLE card_rate (
                only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
                free_at timestamptz NOT NULL
            );
            COMMENT ON TABLE card_rate IS 'When the next card may be posted, by whatever process.';
            INSERT INTO card_rate (free_at) VALUES (now());

            CREATE TABLE pending_tickets (
                cause uuid PRIMARY KEY,
                ritm text NOT NULL,
                stated_at timestamptz NOT NULL
            );
            COMMENT ON TABLE pending_tickets IS 'Landings of which it was stated that their tickets do not show them in time.';
            CREATE INDEX events_landed ON events (recorded_at) WHERE type = 'run.landed';
            """)
}
