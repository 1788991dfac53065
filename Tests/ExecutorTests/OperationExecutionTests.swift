import Domain
import Fleet
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import Executor

@Suite("Carrying out one operation")
struct OperationExecutionTests {
    @Test("A change is made once, however often it is delivered, and states the same facts each time")
    func once() async throws {
        let plan = try Samples.plan()
        try await Bench.with(ScriptedGraph()) { bench in
            let first = try await bench.deliver(plan)
            #expect(first.failure == nil)
            #expect(first.emissions.map(\.fact.type) == [.operationApplied, .operationVerificationDue])
            #expect(first.emissions[1].destination == .stage(.verify, after: .seconds(1)))
            #expect(first.emissions[1].fact.ticket == plan.ticket)
            for _ in 1...3 {
                #expect(try await bench.deliver(plan).emissions == first.emissions)
            }
            #expect(bench.graph.effectiveWrites == 1)
            #expect(bench.graph.calls == ["GET", "POST"])
        }
    }

    @Test("A lost reply, then “already exist”, is our own change: one effective write (I3)")
    func lostReply() async throws {
        let plan = try Samples.plan()
        try await Bench.with(ScriptedGraph(writes: [.workAndHangUp])) { bench in
            let lost = try await bench.deliver(plan)
            #expect(lost.failure?.reason == .graphReplyLost)
            #expect(lost.emissions.map(\.fact.type) == [.operationAttemptFailed])

            let found = try await bench.deliver(plan)
            #expect(found.failure == nil)
            let applied = try #require(
                found.emissions.lazy.compactMap { emission in
                    if case .operationApplied(let applied) = emission.fact { applied } else { nil }
                }.first)
            #expect(applied.evidence == .alreadySo)
            #expect(applied.attempt == 2)
            #expect(bench.graph.effectiveWrites == 1)
            #expect(try await bench.ledger.operation(applied.key)?.isOurChange == true)
        }
    }

    @Test("A membership that was there before us is satisfied: nothing is written, nothing is ours (I4)")
    func satisfied() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            _ = try await bench.deliver(Samples.plan())
            // The first request's change has to be proved before another request may touch the membership; then it is there.
            let one = try #require(try await bench.ledger.operation(Samples.key()))
            _ = try await bench.ledger.recordRead(one, agrees: true, needed: 1, at: Samples.at)
            _ = try #require(try await bench.ledger.end(Samples.plan().run, at: Samples.at).first)
            let other = try Samples.plan(ritm: #require(RITMNumber("RITM0010002")))
            let step = try await bench.deliver(other)
            #expect(step.emissions.map(\.fact.type) == [.operationSatisfied, .operationVerificationDue])
            #expect(bench.graph.effectiveWrites == 1)
            #expect(try await bench.ledger.operation(other.operations[0].key)?.isOurChange == false)
        }
    }

    @Test("A mandate that doesn't cover the key never leads to a call (I5)")
    func uncovered() async throws {
        let plan = try Samples.plan()
        let other = try Samples.plan(groups: [Samples.otherGroup])
        try await Bench.with(ScriptedGraph()) { bench in
            let row = try #require(try await bench.ledger.open(Samples.mandate(plan), at: Samples.at).operations.first)
            let failure = await #expect(throws: Failure.self) {
                try await bench.execution.advance(row, mandate: Samples.mandate(other), trace: Samples.trace)
            }
            #expect(failure?.reason == .approvalMandateMismatch)
            #expect(bench.graph.calls.isEmpty)
            #expect(try await bench.ledger.operation(row.key) == row)
        }
    }

    @Test("An approval of another plan, of nobody, or of too low a risk is no mandate (I5)")
    func noMandate() throws {
        let plan = try Samples.plan()
        let other = try Samples.plan(groups: [Samples.otherGroup])
        #expect(throws: Failure.self) { try Mandate(plan: plan, approval: Samples.approval(of: other)) }
        #expect(throws: Failure.self) {
            try Mandate(plan: plan, approval: Approval(source: .ticket, decisions: [], planDigest: plan.digest))
        }
        let risky = try Samples.plan(risk: .high)
        #expect(throws: Failure.self) { try Samples.mandate(risky) }
    }

    @Test("What came of a call is with the broker before the next call is made (I6)")
    func toldBeforeTheNext() async throws {
        let plan = try Samples.plan()
        let graph = ScriptedGraph(writes: [
            .answer(503, body: ScriptedGraph.error("ServiceUnavailable", "Later")), .workAndHangUp,
        ])
        try await Bench.with(graph) { bench in
            // What followed from the first delivery was never published.
            _ = try await bench.deliver(plan)
            let told = Mutex<[Int]>([])
            let handler = bench.handler { emissions, _ in
                let posts = graph.calls.count { $0 == "POST" }
                told.withLock { told in
                    told += emissions.filter { $0.fact.type == .operationAttemptFailed }.map { _ in posts }
                }
            }
            let context = HandlingContext(attempt: 2, trace: Samples.trace, body: [], logger: bench.log.logger)
            let fact = RequestApproved(plan: plan, approval: Samples.approval(of: plan))
            _ = try await handler.handle(Samples.event(.requestApproved(fact)), context: context)
            #expect(told.withLock { $0 } == [1])
        }
    }

    @Test("A refused call after which the membership is there is stated with the call's ids (I6)")
    func refusedAndThere() async throws {
        let plan = try Samples.plan()
        let forbidden = ScriptedGraph.Act.answer(
            403, body: ScriptedGraph.error("Authorization_RequestDenied", "Insufficient privileges."))
        try await Bench.with(ScriptedGraph(writes: [.workAndHangUp, forbidden])) { bench in
            _ = try await bench.deliver(plan)
            let applied = try #require(
                try await bench.deliver(plan).emissions.lazy.compactMap { emission in
                    if case .operationApplied(let applied) = emission.fact { applied } else { nil }
                }.first)
            let row = try #require(try await bench.ledger.operation(applied.key))
            #expect(applied.correlation == row.correlation)
            let attempts = try await bench.ledger.database.query(
                "SELECT client_request_id FROM ledger.attempts WHERE attempt = 2")
            #expect(try attempts.first?.decode("client_request_id") == applied.correlation.clientRequestID)
        }
    }

    @Test("A refused call in doubt, about which nothing can be read, is stated with the call's ids (I6)")
    func refusedAndUnread() async throws {
        let plan = try Samples.plan()
        let graph = ScriptedGraph(refusing: [
            Samples.group: [
                "POST": .answer(
                    403, body: ScriptedGraph.error("Authorization_RequestDenied", "Insufficient privileges.")),
                "GET": .answer(503, body: ScriptedGraph.error("ServiceUnavailable", "Later")),
            ]
        ])
        try await Bench.with(graph) { bench in
            let row = try #require(try await bench.ledger.open(Samples.mandate(plan), at: Samples.at).operations.first)
            _ = try await bench.ledger.commitIntent(row, wasMember: false, clientRequestID: "crashed", at: Samples.at)
            let failures = try await bench.deliver(plan).emissions.compactMap { emission in
                if case .operationAttemptFailed(let failed) = emission.fact { failed.failure } else { nil }
            }
            let attempts = try await bench.ledger.database.query(
                "SELECT client_request_id FROM ledger.attempts ORDER BY attempt")
            let ids: [String] = try attempts.map { try $0.decode("client_request_id") }
            #expect(failures.map(\.correlation?.clientRequestID) == ids)
            #expect(failures.map(\.reason) == [.serviceInterrupted, .graphUnavailable])
        }
    }

    @Test("Each attempt leads to its fact: throttled, failed, interrupted (I6)")
    func attempts() async throws {
        let plan = try Samples.plan()
        let graph = ScriptedGraph(writes: [
            .answer(429, fields: ["Retry-After": "2.5"], body: ScriptedGraph.error("TooManyRequests", "Slow down")),
            .answer(503, body: ScriptedGraph.error("ServiceUnavailable", "Later")),
        ])
        try await Bench.with(graph) { bench in
            let throttled = try await bench.deliver(plan)
            #expect(throttled.emissions.map(\.fact.type) == [.operationThrottled])
            #expect(throttled.failure?.retryAfterSeconds == 2.5)

            // The one before is stated again: its message may never have been published.
            let failed = try await bench.deliver(plan)
            #expect(failed.emissions.map(\.fact.type) == [.operationThrottled, .operationAttemptFailed])
            #expect(failed.emissions[0] == throttled.emissions[0])

            // A crash between the intent and the outcome.
            let intended = try #require(try await bench.ledger.operation(plan.operations[0].key))
            _ = try await bench.ledger.commitIntent(
                intended, wasMember: nil, clientRequestID: "crashed", at: Samples.at)
            let last = try await bench.deliver(plan)
            let interrupted = try #require(
                last.emissions.lazy.compactMap { emission in
                    if case .operationAttemptFailed(let failed) = emission.fact, failed.attempt == 3 {
                        failed
                    } else {
                        nil
                    }
                }.first)
            #expect(interrupted.failure.reason == .serviceInterrupted)
            #expect(interrupted.failure.correlation?.clientRequestID == "crashed")
            #expect(last.emissions.contains { $0.fact.type == .operationApplied })

            let rows = try await bench.ledger.database.query("SELECT outcome FROM ledger.attempts ORDER BY attempt")
            let outcomes = try rows.map { row in try row.decode("outcome", as: String.self) }
            #expect(outcomes == ["throttled", "failed", "interrupted", "accepted"])
        }
    }

    @Test("A refusal is final: it is stated, and never tried again (I6)")
    func refused() async throws {
        let plan = try Samples.plan()
        let forbidden = ScriptedGraph.Act.answer(
            403, body: ScriptedGraph.error("Authorization_RequestDenied", "Insufficient privileges"))
        try await Bench.with(ScriptedGraph(writes: [forbidden])) { bench in
            let first = try await bench.deliver(plan)
            #expect(first.failure == nil)
            #expect(first.emissions.map(\.fact.type) == [.operationRefused])
            #expect(try await bench.deliver(plan).emissions == first.emissions)
            #expect(bench.graph.calls == ["GET", "POST"])
            #expect(first.isRefused)
        }
    }

    @Test("Client secret and token are in no failure, no fact and no log line (I7)")
    func secrets() async throws {
        let plan = try Samples.plan()
        let graph = ScriptedGraph(writes: [
            .answer(500, body: ScriptedGraph.error("InternalServerError", "Oops")), .workAndHangUp,
            .answer(429, body: "busy"),
        ])
        try await Bench.with(graph) { bench in
            var texts: [String] = []
            for _ in 1...4 {
                let step = try await bench.deliver(plan)
                texts.append("\(step)")
                texts += try step.emissions.map {
                    String(decoding: try EventCoding.encode(Samples.event($0.fact)), as: UTF8.self)
                }
            }
            texts.append(bench.log.text)
            // The log does tell of the calls.
            #expect(bench.log.text.contains("Graph was called"))
            for text in texts {
                #expect(!text.contains(ScriptedGraph.secret))
                #expect(!text.contains(ScriptedGraph.token))
            }
        }
    }

    @Test("While another request is changing the membership, this one waits and calls nothing")
    func turn() async throws {
        try await Bench.with(ScriptedGraph()) { bench in
            _ = try await bench.deliver(Samples.plan())
            let other = try Samples.plan(ritm: #require(RITMNumber("RITM0010002")), action: .remove)
            let step = try await bench.deliver(other)
            #expect(step.waitsForTurn)
            #expect(step.emissions.isEmpty)
            #expect(bench.graph.effectiveWrites == 1)
        }
    }
}
