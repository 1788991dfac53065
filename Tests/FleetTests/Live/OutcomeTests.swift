import AMQP
import Domain
import Foundation
import TestSupport
import Testing

@testable import Fleet

@Suite("What comes of a message")
struct OutcomeTests {
    private static let stage = Stage.validate

    /// A message with everything that has to be kept.
    private static func message() throws -> AMQPMessage {
        var message = try Bench.message()
        // Fields that nobody knows and odd white space are kept, too.
        message.body = Array(
            String(decoding: message.body, as: UTF8.self).replacing("{\"at\"", with: "{ \"zz\":[1.0 ],\n\"at\"").utf8)
        message.correlationID = "correlation"
        // The broker's own, from an earlier queue: not kept.
        message.headers["x-first-death-queue"] = "landfall.validate.retry.1s"
        message.headers["somebody-elses"] = .table(["deep": [.int8(1), true]])
        return message
    }

    private static func expectKept(_ original: AMQPMessage, in copy: AMQPMessage) {
        #expect(copy.body == original.body)
        #expect(copy.messageID == original.messageID)
        #expect(copy.correlationID == original.correlationID)
        #expect(copy.type == original.type)
        #expect(copy.contentType == "application/json")
        #expect(copy.timestamp == original.timestamp)
        #expect(copy.deliveryMode == .persistent)
        #expect(copy.headers["x-first-death-queue"] == nil)
        for name in ["somebody-elses", MessageHeader.ritm, MessageHeader.trace] {
            #expect(copy.headers[name] == original.headers[name])
            #expect(copy.headers[name] != nil)
        }
    }

    @Test("Done: what follows is stated, with the message's trace, and the message is gone", .timeLimit(.minutes(2)))
    func done() async throws {
        try await Bench.with(adjust: Bench.keepRetries) { bench in
            let emission = Bench.blocked()
            let handler = ScriptedHandler { _, _ in .done([emission]) }
            try await bench.process(Self.message(), bench.processor(handler))
            #expect(handler.handled == [Samples.event(Bench.received())])
            #expect(handler.attempts == [1])
            let message = try await bench.only(Bench.witness)
            let event = try EventCoding.decode(message.body)
            #expect(event.fact == emission.fact)
            #expect(event.at == Samples.at)
            #expect(event.by == Bench.identity.origin)
            #expect(event.trace.traceID == Samples.trace.traceID)
            #expect(event.trace != Samples.trace)
            #expect(message.messageID == event.id.uuidString.lowercased())
            #expect(message.type == "request.blocked")
            #expect(message.deliveryMode == .persistent)
            #expect(message.headers[MessageHeader.ritm] == .string(Samples.ritm.description))
            #expect(message.headers[MessageHeader.service] == "validator")
        }
    }

    @Test("Later: a copy waits, and it is no attempt", .timeLimit(.minutes(2)))
    func later() async throws {
        try await Bench.with(adjust: Bench.keepRetries) { bench in
            let handler = ScriptedHandler { _, _ in .later(.seconds(20), [Bench.blocked()]) }
            let message = try Self.message()
            try await bench.process(message, bench.processor(handler))
            let copy = try await bench.only("landfall.validate.retry.30s")
            Self.expectKept(message, in: copy)
            #expect(copy.headers[MessageHeader.attempt] == nil)
            #expect(try await bench.stated().map(\.fact) == [Bench.blocked().fact])
        }
    }

    @Test(
        "A failure that may pass: a copy waits in a retry queue, with what happened in its headers",
        .timeLimit(.minutes(2)))
    func transient() async throws {
        try await Bench.with(adjust: Bench.keepRetries) { bench in
            let handler = ScriptedHandler { _, context in
                .failed(Failure(.graphConflict, "attempt \(context.attempt)"), [Bench.blocked()])
            }
            let processor = bench.processor(handler)
            let message = try Self.message()
            try await bench.process(message, processor)
            let first = try await bench.only("landfall.validate.retry.1s")
            Self.expectKept(message, in: first)
            #expect(first.headers[MessageHeader.attempt] == .int64(1))
            #expect(first.headers[MessageHeader.error] == "graph.conflict")
            #expect(try await bench.stated().map(\.fact) == [Bench.blocked().fact])

            // The second time it waits for one second or five, by chance.
            try await bench.process(first, processor)
            let second = try await bench.drain("landfall.validate.retry.1s") + bench.drain("landfall.validate.retry.5s")
            #expect(second.count == 1)
            Self.expectKept(message, in: second[0])
            let history = MessageHistory(headers: second[0].headers)
            #expect(history.attempts == 2)
            #expect(history.firstFailure == Samples.at)
            #expect(
                history.entries
                    == ["attempt 1", "attempt 2"].map {
                        .init(at: Samples.at, reason: "graph.conflict", detail: $0, instance: "test-1")
                    })
        }
    }

    @Test("A failure for good: it is dead-lettered with its whole story, and that is stated", .timeLimit(.minutes(2)))
    func permanent() async throws {
        try await Bench.with(adjust: Bench.keepRetries) { bench in
            let failure = Failure(.directoryGroupMissing, "404 for the group", correlation: Samples.correlation)
            let handler = ScriptedHandler { _, _ in throw failure }
            var message = try Self.message()
            MessageHistory().recording(
                Failure(.graphConflict, "before"), countsAsAttempt: true, at: Samples.at - 60, instance: "test-0"
            ).write(to: &message.headers)
            try await bench.process(message, bench.processor(handler))
            #expect(handler.attempts == [2])
            let dead = try await bench.only("landfall.validate.dead")
            Self.expectKept(message, in: dead)
            let story: [String: String] = [
                "landfall-stage": "validate", "landfall-error": "directory.group_missing",
                "landfall-detail": "404 for the group", "landfall-kind": "permanent",
                "landfall-responsible": "entitlement_owner", "landfall-dead-lettered": "2026-11-23T08:10:00.000Z",
                "landfall-first-failure": "2026-11-23T08:09:00.000Z", "landfall-service": "validator",
                "landfall-instance": "test-1", "landfall-version": LandfallVersion.current,
            ]
            for (name, value) in story { #expect(dead.headers[name] == .string(value), "\(name)") }
            let history = MessageHistory(headers: dead.headers)
            #expect(history.attempts == 2)
            #expect(history.entries.map(\.detail) == ["before", "404 for the group"])
            #expect(
                try await bench.stated().map(\.fact) == [
                    .messageDeadLettered(
                        MessageDeadLettered(
                            event: Samples.event(Bench.received()), stage: "validate", attempts: 2, failure: failure))
                ])
        }
    }

    @Test(
        "When the attempts are used up it is dead-lettered, with what the handler wants to state",
        .timeLimit(.minutes(2)))
    func usedUp() async throws {
        try await Bench.with(adjust: Bench.keepRetries) { bench in
            let handler = ScriptedHandler { _, _ in .failed(Failure(.graphReplyLost, "lost"), [Bench.blocked()]) }
            let processor = bench.processor(handler, retry: RetryPolicy(maximumAttempts: 2))
            try await bench.process(Self.message(), processor)
            try await bench.process(try await bench.only("landfall.validate.retry.1s"), processor)
            let dead = try await bench.only("landfall.validate.dead")
            #expect(dead.headers[MessageHeader.attempt] == .int64(2))
            #expect(dead.headers[MessageHeader.kind] == "unknown")
            // Stated with the first failure, and again with the second; then the dead letter.
            let types = try await bench.stated().map(\.type.rawValue).sorted()
            #expect(types == ["message.dead_lettered", "request.blocked", "request.blocked"])
        }
    }

    @Test("Being throttled isn't counted, however often", .timeLimit(.minutes(2)))
    func throttled() async throws {
        try await Bench.with(adjust: Bench.keepRetries) { bench in
            let handler = ScriptedHandler { _, _ in
                .failed(Failure(.graphThrottled, "429", retryAfterSeconds: 3))
            }
            let processor = bench.processor(handler, retry: RetryPolicy(maximumAttempts: 2))
            var message = try Self.message()
            for number in 1...4 {
                try await bench.process(message, processor)
                message = try await bench.only("landfall.validate.retry.5s")
                #expect(message.headers[MessageHeader.attempt] == .int64(0))
                #expect(MessageHistory(headers: message.headers).entries.count == number)
            }
            #expect(handler.attempts == [1, 1, 1, 1])
            #expect(try await bench.count("landfall.validate.dead") == 0)
        }
    }

    @Test("While the dependency is down a failure isn't counted", .timeLimit(.minutes(2)))
    func outage() async throws {
        try await Bench.with(adjust: Bench.keepRetries) { bench in
            let breakers = BreakerBoard(
                probes: [.graph: {}], limits: .init(failuresToOpen: 1), logger: bench.log.logger)
            let handler = ScriptedHandler { _, _ in throw Failure(.graphUnavailable, "503") }
            let processor = bench.processor(handler, breakers: breakers, retry: RetryPolicy(maximumAttempts: 1))
            try await bench.process(Self.message(), processor)
            let copy = try await bench.only("landfall.validate.retry.5s")
            #expect(copy.headers[MessageHeader.attempt] == .int64(0))
            #expect(breakers.isOpen(.graph))
        }
    }

    @Test("An error that nothing is known of is a defect, and dead-lettered as one", .timeLimit(.minutes(2)))
    func defect() async throws {
        struct Oops: Error {}
        try await Bench.with(adjust: Bench.keepRetries) { bench in
            let handler = ScriptedHandler { _, _ in throw Oops() }
            try await bench.process(Self.message(), bench.processor(handler))
            #expect(try await bench.only("landfall.validate.dead").headers[MessageHeader.error] == "service.defect")
            #expect(try await bench.stated().map(\.type) == [.messageDeadLettered])
        }
    }

    @Test("A handling that doesn't end is ended after its limit, and counts as an attempt", .timeLimit(.minutes(2)))
    func hanging() async throws {
        try await Bench.with(adjust: Bench.keepRetries) { bench in
            let handler = ScriptedHandler { _, _ in
                try await Task.sleep(for: .seconds(600))
                return .done()
            }
            let processor = bench.processor(handler, handlingLimit: .milliseconds(50))
            try await bench.process(Self.message(), processor)
            let copy = try await bench.only("landfall.validate.retry.1s")
            #expect(copy.headers[MessageHeader.attempt] == .int64(1))
            #expect(copy.headers[MessageHeader.error] == "service.interrupted")
        }
    }

    @Test("The same message twice is handled twice, and what follows has the same id", .timeLimit(.minutes(2)))
    func duplicated() async throws {
        try await Bench.with(adjust: Bench.keepRetries) { bench in
            let handler = ScriptedHandler { _, _ in .done([Bench.blocked()]) }
            for _ in 1...2 { try await bench.process(Self.message(), bench.processor(handler)) }
            #expect(handler.handled.count == 2)
            let events = try await bench.stated()
            #expect(events.count == 2)
            #expect(Set(events.map(\.id)).count == 1)
        }
    }

    // MARK: - Messages that no handler gets

    private static func junk() throws -> [(bytes: [UInt8], reason: Reason)] {
        let good = String(decoding: try message().body, as: UTF8.self)
        let texts: [(String, Reason)] = [
            ("not JSON", .messageUnreadable), ("", .messageUnreadable), ("{}", .messageUnreadable),
            (String(good.dropLast()), .messageUnreadable),
            // Its id is then not that of what it states.
            (good.replacing("RITM0020001", with: "RITM0020002"), .messageUnreadable),
            (good.replacing(#""version":1"#, with: #""version":2"#), .messageVersionUnknown),
            (good.replacing("request.received", with: "request.levitated"), .messageVersionUnknown),
        ]
        return [([0x00, 0xFF, 0xFE], .messageUnreadable)] + texts.map { (Array($0.0.utf8), $0.1) }
    }

    @Test("What can't be read is dead-lettered byte for byte, and nothing is stated", .timeLimit(.minutes(2)))
    func unreadable() async throws {
        try await Bench.with(adjust: Bench.keepRetries) { bench in
            let handler = ScriptedHandler { _, _ in .done() }
            for (bytes, reason) in try Self.junk() {
                var message = AMQPMessage(body: bytes, messageID: "junk")
                message.expiration = .seconds(3600)
                try await bench.process(message, bench.processor(handler))
                let dead = try await bench.only("landfall.validate.dead")
                #expect(dead.body == bytes)
                #expect(dead.messageID == "junk")
                #expect(dead.headers[MessageHeader.error] == .string(reason.rawValue))
                #expect(dead.headers[MessageHeader.attempt] == .int64(1))
                #expect(dead.expiration == nil, "it would vanish")
            }
            #expect(handler.handled.isEmpty)
            #expect(try await bench.count(Bench.witness) == 0)
        }
    }

    @Test("An event that the stage doesn't take is dead-lettered, not guessed at", .timeLimit(.minutes(2)))
    func misplaced() async throws {
        try await Bench.with(.verify, adjust: Bench.keepRetries) { bench in
            let handler = ScriptedHandler(.verify) { _, _ in .done() }
            let message = try Bench.message()
            try await bench.process(message, bench.processor(handler))
            let dead = try await bench.only("landfall.verify.dead")
            #expect(dead.body == message.body)
            #expect(dead.headers[MessageHeader.error] == "message.misplaced")
            #expect(dead.headers[MessageHeader.responsible] == "operators")
            #expect(handler.handled.isEmpty)
        }
    }

    @Test("A dead letter about a dead letter isn't stated: that would never end", .timeLimit(.minutes(2)))
    func noLoop() async throws {
        try await Bench.with(.settle, adjust: Bench.keepRetries) { bench in
            let handler = ScriptedHandler(.settle) { _, _ in throw Failure(.serviceNowRecordGone, "404") }
            let dead = MessageDeadLettered(
                event: Samples.event(Bench.received()), stage: "validate", attempts: 1,
                failure: Failure(.directoryGroupMissing, "x"))
            try await bench.process(Bench.message(.messageDeadLettered(dead)), bench.processor(handler))
            #expect(try await bench.count("landfall.settle.dead") == 1)
            #expect(try await bench.count(Bench.witness) == 0)
        }
    }

    @Test("A dead letter of the stage verify names its ticket", .timeLimit(.minutes(2)))
    func verify() async throws {
        try await Bench.with(.verify, adjust: Bench.keepRetries) { bench in
            let handler = ScriptedHandler(.verify) { _, _ in throw Failure(.graphUnverified, "not seen") }
            let due = OperationVerificationDue(ticket: Samples.ticket, run: try Samples.plan().run, key: Samples.key())
            try await bench.process(Bench.message(.operationVerificationDue(due)), bench.processor(handler))
            #expect(try await bench.stated().first?.fact.ticket == Samples.ticket)
        }
    }

    @Test("What a stage sends to a stage waits there, and no other gets it", .timeLimit(.minutes(2)))
    func toStage() async throws {
        try await Bench.with(.verify, adjust: Bench.keepRetries) { bench in
            let due = OperationVerificationDue(ticket: Samples.ticket, run: try Samples.plan().run, key: Samples.key())
            let handler = ScriptedHandler(.verify) { _, _ in
                .done([Emission(.operationVerificationDue(due), to: .stage(.verify, after: .seconds(5)))])
            }
            try await bench.process(Bench.message(.operationVerificationDue(due)), bench.processor(handler))
            let waiting = try await bench.only("landfall.verify.retry.5s")
            #expect(try EventCoding.decode(waiting.body).fact == .operationVerificationDue(due))
            #expect(try await bench.count(Bench.witness) == 0)
        }
    }
}
