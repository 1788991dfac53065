import AMQP
import Domain
import Foundation
import TestSupport
import Testing

@testable import Fleet

@Suite("What has happened to a message")
struct MessageHistoryTests {
    private static func history(_ count: Int) -> MessageHistory {
        (0..<count).reduce(MessageHistory()) { history, number in
            history.recording(
                Failure(.graphConflict, "failure \(number)"), countsAsAttempt: true,
                at: Samples.at.addingTimeInterval(Double(number)), instance: "executor-\(number)")
        }
    }

    @Test("is read from the headers as it was written", arguments: [0, 1, 7])
    func roundTrip(_ count: Int) {
        let history = Self.history(count)
        var headers: AMQPTable = ["landfall-ritm": "RITM0010001"]
        history.write(to: &headers)
        #expect(MessageHistory(headers: headers) == history)
        #expect(headers["landfall-ritm"] == "RITM0010001")
    }

    @Test("goes into Landfall's own headers, in the form that people and tools read")
    func form() {
        var headers = AMQPTable()
        Self.history(1).write(to: &headers)
        let at = "2026-11-23T08:10:00.000Z"
        #expect(
            headers == [
                "landfall-attempt": .int64(1), "landfall-first-failure": .string(at),
                "landfall-history": .array([
                    .table([
                        "at": .string(at), "reason": "graph.conflict", "detail": "failure 0", "instance": "executor-0",
                    ])
                ]),
            ])
    }

    @Test("keeps the first failure's time, the number of attempts, and the last twenty failures")
    func bounded() {
        let history = Self.history(25)
        #expect(history.attempts == 25)
        #expect(history.firstFailure == Samples.at)
        #expect(history.entries.map(\.detail) == (5..<25).map { "failure \($0)" })
    }

    @Test("tells of a wait without counting an attempt")
    func wait() {
        let history = MessageHistory().recording(
            Failure(.graphThrottled, "429"), countsAsAttempt: false, at: Samples.at, instance: "executor-1")
        #expect(history.attempts == 0)
        #expect(history.entries.map(\.reason) == ["graph.throttled"])
    }

    @Test(
        "counts as none where the headers can't be read: anyone can put a message into a queue",
        arguments: [
            ["landfall-attempt": "many"], ["landfall-attempt": .int64(-3)], ["landfall-first-failure": "yesterday"],
            ["landfall-history": "long"], ["landfall-history": ["short", .int64(1)]],
            ["landfall-history": [.table(["at": "2026-11-23T08:10:00.000Z"])]],
            ["landfall-history": [.table(["at": "soon", "reason": "graph.conflict"])]],
        ] as [AMQPTable])
    func junk(_ headers: AMQPTable) {
        #expect(MessageHistory(headers: headers) == MessageHistory())
    }

    @Test("keeps a number of attempts that is larger than any")
    func large() {
        #expect(MessageHistory(headers: ["landfall-attempt": .uint8(255)]).attempts == 255)
        #expect(MessageHistory(headers: ["landfall-attempt": .int64(.max)]).attempts == .max)
    }
}
