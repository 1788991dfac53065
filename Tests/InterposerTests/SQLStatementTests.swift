import Interposer
import Testing

@Suite("What an SQL statement does")
struct SQLStatementTests {
    @Test(
        "Its role is read from its words, not from what stands in quotes and comments",
        arguments: [
            ("BEGIN ISOLATION LEVEL SERIALIZABLE", SQLStatement.Role.begins),
            ("start transaction", .begins),
            ("commit", .commits),
            ("END", .commits),
            ("-- commit\n rollback", .rollsBack),
            ("ROLLBACK TO SAVEPOINT a", .reads),
            ("select 'insert into a.b'", .reads),
            ("select 1 /* update a.b */", .reads),
            ("select $a$ delete from a.b $a$, $1", .reads),
            ("select * from a.b where id = $1 for update", .reads),
            ("select * from a.b for no key update skip locked", .reads),
            (
                "insert into ledger.operation (a) values ($1) on conflict (a) do update set a = 1",
                .writes("insert ledger.operation")
            ),
            ("INSERT INTO \"ledger\".\"operation\" VALUES (1)", .writes("insert ledger.operation")),
            ("update only audit.event set a = 'x;y'", .writes("update audit.event")),
            ("DELETE FROM intake.request", .writes("delete intake.request")),
            (
                "with due as (select 1 for update) update ledger.lease set a = 1 from due",
                .writes("update ledger.lease")
            ),
            ("create table if not exists x (a int)", .writes("create table")),
            ("notify landfall", .writes("notify landfall")),
            ("listen landfall", .reads),
            ("", .reads),
        ])
    func role(text: String, expected: SQLStatement.Role) {
        #expect(SQLStatement(text).role == expected)
    }

    @Test("A text of several statements is cut at semicolons outside quotes")
    func statementsAreCut() {
        let words = SQLWords.statements(of: "begin; insert into a.b values (';'), ($$;$$); -- ;\n commit;")
        #expect(words == [["begin"], ["insert", "into", "a.b", "values"], ["commit"]])
    }

    @Test(
        "Nothing that is cut off in the middle is read past its end",
        arguments: ["'", "$a$", "$", "--", "/*", "\"a", "a'b"])
    func cutOffTexts(text: String) {
        _ = SQLWords.statements(of: text)
    }
}
