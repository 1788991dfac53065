import Interposer
import Testing

@Suite("What a PostgreSQL connection says")
struct PostgresConversationTests {
    private static let opening = Wire.startup(196_608, Wire.text("user") + Wire.text("landfall") + [0])

    private static func opened() -> PostgresConversation {
        var conversation = PostgresConversation()
        _ = conversation.fromService(opening)
        _ = conversation.fromPeer(Wire.message("R", Wire.number(UInt32(0))) + Wire.ready("I"))
        return conversation
    }

    private static let work: [UInt8] =
        opening + Wire.query("BEGIN")
        + Wire.parse("put", "INSERT INTO ledger.operation VALUES ($1)") + Wire.bind("put")
        + Wire.message("D", [0x50, 0])
        + Wire.execute() + Wire.sync
        + Wire.parse("done", "COMMIT") + Wire.bind("done") + Wire.execute() + Wire.sync
        + Wire.bind("put") + Wire.execute() + Wire.sync
        + Wire.query("select 1; update audit.event set a = 1")

    @Test("Each round trip is a step, and a commit where something becomes durable")
    func roundTripsAreSteps() {
        var conversation = PostgresConversation()
        let passages = conversation.fromService(Self.work)
        #expect(passages.flatMap(\.bytes) == Self.work)
        #expect(
            passages.compactMap(\.step) == [
                StepSketch(.query, detail: ""), StepSketch(.query, detail: ""),
                StepSketch(.commit, detail: "insert ledger.operation"),
                StepSketch(.commit, detail: "insert ledger.operation"),
                StepSketch(.commit, detail: "update audit.event"),
            ])
    }

    @Test("However the stream is cut, the passages are the same")
    func chunkingChangesNothing() {
        var whole = PostgresConversation()
        let expected = whole.fromService(Self.work)
        for seed in 0..<UInt64(200) {
            var cut = PostgresConversation()
            let chunks = Chunks(bytes: Self.work, seed: seed, longest: seed == 0 ? 1 : 60)
            #expect(chunks.flatMap { cut.fromService($0) } == expected, "seed \(seed)")
        }
    }

    @Test("A whole transaction in one round trip is one commit")
    func pipelinedTransaction() {
        var conversation = Self.opened()
        let batch =
            Wire.parse("", "BEGIN") + Wire.bind("") + Wire.execute() + Wire.parse("", "update a.b set c = 1")
            + Wire.bind("")
            + Wire.execute() + Wire.parse("", "COMMIT") + Wire.bind("") + Wire.execute() + Wire.sync
        let passages = conversation.fromService(batch)
        #expect(passages == [ServicePassage(batch, step: StepSketch(.commit, detail: "update a.b"), exchange: 1)])
    }

    @Test("What is committed together has one name, in whatever order it comes")
    func orderOfStatements() {
        func step(_ statements: [String]) -> StepSketch? {
            var conversation = Self.opened()
            return conversation.fromService(Wire.query(statements.joined(separator: ";"))).first?.step
        }
        let writes = ["insert into a.b values (1)", "update c.d set e = 1"]
        #expect(step(writes) == StepSketch(.commit, detail: "insert a.b, update c.d"))
        #expect(step(writes.reversed()) == step(writes))
    }

    @Test("The answers up to ReadyForQuery belong to the oldest round trip without one")
    func answersBelongToTheOldest() {
        var conversation = Self.opened()
        let steps = conversation.fromService(Wire.query("select 1") + Wire.query("commit"))
        let first = steps[0].exchange
        let second = steps[1].exchange
        let answers = conversation.fromPeer(
            Wire.complete("SELECT 1") + Wire.ready("I") + Wire.complete("COMMIT") + Wire.ready("I") + Wire.message("A"))
        #expect(answers.map(\.answers) == [[first], [first], [second], [second], []])
        #expect(answers.map(\.isFinal) == [false, true, false, true, false])
    }

    @Test("A failed transaction makes nothing durable, and the next statement stands alone again")
    func failedTransaction() {
        var conversation = Self.opened()
        _ = conversation.fromService(Wire.query("begin") + Wire.query("insert into a.b values (1)"))
        _ = conversation.fromPeer(Wire.ready("T") + Wire.ready("E"))
        #expect(conversation.fromService(Wire.query("rollback")).last?.step == StepSketch(.query, detail: ""))
        _ = conversation.fromPeer(Wire.ready("I"))
        #expect(
            conversation.fromService(Wire.query("delete from a.c")).last?.step
                == StepSketch(.commit, detail: "delete a.c"))
    }

    @Test("Flush passes what is waiting on without being a step")
    func flushPasses() {
        var conversation = Self.opened()
        let bytes = Wire.parse("a", "select 1") + Wire.message("H")
        #expect(conversation.fromService(bytes) == [ServicePassage(bytes)])
    }

    @Test("A refused request for encryption is followed by the real beginning")
    func refusedEncryption() {
        var conversation = PostgresConversation()
        #expect(conversation.fromService(Wire.startup(80_877_103)).count == 1)
        #expect(conversation.fromPeer(Array("N".utf8)) == [PeerPassage(Array("N".utf8))])
        let steps = conversation.fromService(Self.opening + Wire.query("commit")).compactMap(\.step)
        #expect(steps.map(\.kind) == [.commit])
        #expect(conversation.blindness == nil)
    }

    @Test("An encrypted connection passes unchanged, and is told")
    func acceptedEncryption() {
        var conversation = PostgresConversation()
        _ = conversation.fromService(Wire.startup(80_877_103))
        _ = conversation.fromPeer(Array("S".utf8))
        let hello: [UInt8] = [22, 3, 1, 2, 0]
        #expect(conversation.fromService(hello) == [ServicePassage(hello)])
        #expect(conversation.fromPeer(hello) == [PeerPassage(hello)])
        #expect(conversation.blindness == "the connection to the database is encrypted")
    }
}
