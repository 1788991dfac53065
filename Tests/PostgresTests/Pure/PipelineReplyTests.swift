import Testing

@testable import Postgres

@Suite("The answers to a pipeline")
struct PipelineReplyTests {
    private let key = StatementCache.Key(sql: "SELECT 1", types: [])

    @Test("are matched to what was sent")
    func matches() {
        var reply = PipelineReply(steps: [.begin, .prepare(key, name: "s1"), .execute(0), .execute(1)])
        #expect(reply.received(.completed) == .none)
        #expect(reply.received(.endOfCommand) == .none)
        #expect(reply.received(.completed) == .prepared(key, name: "s1"))
        #expect(reply.received(.endOfCommand) == .none)
        #expect(reply.statement == 0)
        #expect(reply.received(.completed) == .keepResult)
        #expect(reply.received(.endOfCommand) == .none)
        #expect(reply.statement == 1)
        #expect(reply.received(.completed) == .keepResult)
        #expect(reply.received(.endOfCommand) == .none)
        #expect(reply.received(.synchronised) == .finished)
    }

    @Test("skip what follows an error")
    func skips() {
        var reply = PipelineReply(steps: [.execute(0), .execute(1)])
        #expect(reply.received(.failed) == .keepError)
        #expect(reply.received(.endOfCommand) == .none)
        #expect(reply.received(.skipped) == .none)
        #expect(reply.received(.endOfCommand) == .none)
        #expect(reply.received(.synchronised) == .finished)
    }

    @Test("may fail at the very end, where the implicit transaction is committed")
    func failsAtTheEnd() {
        var reply = PipelineReply(steps: [.execute(0)])
        #expect(reply.received(.completed) == .keepResult)
        #expect(reply.received(.endOfCommand) == .none)
        #expect(reply.received(.failed) == .keepError)
        #expect(reply.received(.endOfCommand) == .none)
        #expect(reply.received(.synchronised) == .finished)
    }

    @Test("to a commit are looked at: it may have been a rollback")
    func commit() {
        var reply = PipelineReply(steps: [.commit])
        #expect(reply.received(.completed) == .checkCommit)
    }

    @Test(
        "that don't fit are noticed",
        arguments: [
            [PipelineReply.Answer.synchronised], [.endOfCommand], [.completed, .completed],
            [.completed, .endOfCommand, .completed], [nil],
        ])
    func outOfStep(answers: [PipelineReply.Answer?]) {
        var reply = PipelineReply(steps: [.execute(0)])
        for answer in answers.dropLast() { #expect(reply.received(answer) != .outOfStep) }
        #expect(reply.received(answers[answers.count - 1]) == .outOfStep)
    }
}
