import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Executor

@Suite("A run that came to no good end is carried out once more")
struct RetryTests {
    private static let forbidden = CompensationTests.forbidden
    private static let (one, two) = (Samples.group.description, Samples.otherGroup.description)

    private func asked(_ plan: Plan, start: Int = 2) -> Fact {
        .retryRequested(
            RetryRequested(
                plan: plan, approval: Samples.approval(of: plan),
                retry: RunRetry(
                    start: start, askedBy: "Olga Orlova", askedAt: Samples.at + 60, reason: "the group is back")))
    }

    private func ends(_ facts: [Fact]) -> [RunEnded] {
        Set(facts).compactMap { fact in
            switch fact {
            case .runLanded(let ended), .runReverted(let ended), .runStuck(let ended): ended
            default: nil
            }
        }
    }

    private func refusal(_ outcome: StageOutcome) -> RetryRefusal? {
        guard outcome.facts.count == 1, case .retryRefused(let refused)? = outcome.facts.first else { return nil }
        return refused.refusal
    }

    /// Asks for a start, and carries it out to its end.
    private func retry(_ plan: Plan, start: Int = 2, _ bench: Bench) async throws -> [Fact] {
        let begun = try await bench.execute(asked(plan, start: start)).facts
        return begun + (try await bench.verify(plan.operations.map(\.key), run: plan.run))
    }

    @Test("and lands, under the same keys, each of its facts another one than those of the start before")
    func lands() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let graph = ScriptedGraph(refusing: [Samples.otherGroup: ["POST": Self.forbidden]])
        try await Bench.with(graph) { bench in
            let first = try await bench.carryOut(plan)
            #expect(first.contains { $0.type == .runReverted })
            graph.refuse(Samples.otherGroup, "POST", nil)

            let published = Published()
            let handler = bench.handler { emissions, _ in published.add(emissions) }
            let context = HandlingContext(attempt: 1, trace: Samples.trace, body: [], logger: bench.log.logger)
            let begun = try await handler.handle(Samples.event(asked(plan)), context: context).facts
            guard case .runStarted(let started)? = published.facts.first else {
                Issue.record("not started: \(published.facts)")
                return
            }
            #expect(started.retry?.start == 2 && started.retry?.askedBy == "Olga Orlova")
            let second = begun + (try await bench.verify(plan.operations.map(\.key), run: plan.run))
            let landed = try #require(ends(second).first)
            #expect(landed.start == 2 && landed.isProved && landed.outcomes.allSatisfy(\.isOurChange))
            #expect(graph.journal == ["+" + Self.one, "-" + Self.one, "+" + Self.one, "+" + Self.two])
            // Waiting to be read back isn't stated to anybody.
            let ids = [first, second].map { facts in
                Set(facts.filter { $0.type != .operationVerificationDue }.map { Samples.event($0).id })
            }
            #expect(ids[0].isDisjoint(with: ids[1]))
        }
    }

    @Test("once, however often the same start is asked for, and whatever comes late of the start before")
    func once() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let graph = ScriptedGraph(refusing: [Samples.otherGroup: ["POST": Self.forbidden]])
        try await Bench.with(graph) { bench in
            try await bench.carryOut(plan)
            graph.refuse(Samples.otherGroup, "POST", nil)
            _ = try await bench.execute(asked(plan))
            let rows = try await bench.ledger.client.query(
                "SELECT start, asked_by, previous_outcome FROM ledger.retries")
            #expect(rows.count == 1 && rows.first != nil)
            #expect(try rows[0].decode("previous_outcome") == "reverted")
            // Both while it is under way and after it has landed.
            #expect(refusal(try await bench.execute(asked(plan))) == nil)
            #expect(refusal(try await bench.execute(plan)) == nil)
            let landed = try await bench.verify(plan.operations.map(\.key), run: plan.run)
            #expect(ends(landed).map(\.isProved) == [true])
            for late in [
                asked(plan), .requestApproved(RequestApproved(plan: plan, approval: Samples.approval(of: plan))),
            ] {
                // It states the same end again, and does nothing.
                #expect(ends(try await bench.execute(late).facts) == ends(landed))
            }
            #expect(graph.effectiveWrites == 4)
        }
    }

    @Test("and is refused where it is under way, has landed, was never begun, or has another end than is meant")
    func refused() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let graph = ScriptedGraph(writes: [CompensationTests.unavailable])
        try await Bench.with(graph) { bench in
            #expect(refusal(try await bench.execute(asked(plan))) == .noSuchEnd)
            _ = try await bench.execute(plan)
            #expect(refusal(try await bench.execute(asked(plan))) == .underWay)
            #expect(refusal(try await bench.execute(asked(plan, start: 3))) == .noSuchEnd)
            let landed = try await bench.carryOut(plan)
            #expect(ends(landed).map(\.isProved) == [true])
            #expect(refusal(try await bench.execute(asked(plan))) == .landed)
            #expect(graph.effectiveWrites == 2)
        }
    }

    @Test("again and again, until it works")
    func repeatedly() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let graph = ScriptedGraph(refusing: [Samples.otherGroup: ["POST": Self.forbidden]])
        try await Bench.with(graph) { bench in
            try await bench.carryOut(plan)
            let second = try await retry(plan, bench)
            #expect(ends(second).map(\.start) == [2])
            #expect(ends(second)[0].outcomes.map(\.state) == [.reverted, .refused])
            #expect(graph.groups.isEmpty)
            graph.refuse(Samples.otherGroup, "POST", nil)
            let third = try await retry(plan, start: 3, bench)
            #expect(ends(third).map(\.start) == [3] && ends(third)[0].isProved)
            #expect(graph.effectiveWrites == 6)
        }
    }

    @Test("without a claim to what was there before, or has come there meanwhile (I4)")
    func othersStay() async throws {
        let groups = [Samples.group, Samples.otherGroup, CompensationTests.third]
        let plan = try Samples.plan(groups: groups)
        let graph = ScriptedGraph(
            groups: [Samples.group], refusing: [CompensationTests.third: ["POST": Self.forbidden]])
        try await Bench.with(graph) { bench in
            try await bench.carryOut(plan)
            // What was ours is somebody else's now, and what was there is gone.
            graph.add(Samples.user, to: Samples.otherGroup)
            graph.remove(Samples.user, from: Samples.group)
            let second = try await retry(plan, bench)
            #expect(ends(second)[0].outcomes.map(\.isOurChange) == [true, false, false])
            #expect(graph.groups == [Self.two])
            #expect(graph.journal == ["+" + Self.two, "-" + Self.two, "+" + Self.one, "-" + Self.one])
        }
    }

    @Test("and takes no call of the start before for one of its own: what Graph then finds in place is another's (I4)")
    func earlierAttempts() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let exists = ScriptedGraph.Act.answer(400, body: ScriptedGraph.alreadyExists)
        // Of the first call nobody knows what it did; the second shows it to be ours, and the third takes it back.
        let graph = ScriptedGraph(
            writes: [.workAndHangUp, exists, .work, exists], refusing: [Samples.otherGroup: ["POST": Self.forbidden]])
        try await Bench.with(graph) { bench in
            #expect(try await bench.execute(plan).facts.contains { $0.type == .operationAttemptFailed })
            try await bench.carryOut(plan)
            #expect(graph.groups.isEmpty)
            _ = try await bench.execute(asked(plan))
            #expect(try await bench.ledger.operation(plan.operations[0].key)?.isOurChange == false)
            #expect(graph.calls.filter { $0 == "DELETE" }.count == 1)
        }
    }

    @Test(
        "and a stuck one goes on with what is still its own: proved again where it lands, taken back where it doesn't")
    func stuck() async throws {
        let groups = [Samples.group, Samples.otherGroup]
        for isRefusedAgain in [false, true] {
            let plan = try Samples.plan(groups: groups)
            let graph = ScriptedGraph(refusing: [
                Samples.group: ["DELETE": Self.forbidden], Samples.otherGroup: ["POST": Self.forbidden],
            ])
            try await Bench.with(graph) { bench in
                #expect(try await bench.carryOut(plan).contains { $0.type == .runStuck })
                graph.refuse(Samples.group, "DELETE", nil)
                if !isRefusedAgain { graph.refuse(Samples.otherGroup, "POST", nil) }
                let second = try await retry(plan, bench)
                let end = try #require(ends(second).first)
                #expect(end.start == 2)
                #expect(
                    end.outcomes.map(\.state) == (isRefusedAgain ? [.reverted, .refused] : [.verified, .verified]))
                // The one that was in place is not added a second time.
                #expect(graph.journal == ["+" + Self.one, isRefusedAgain ? "-" + Self.one : "+" + Self.two])
            }
        }
    }

    @Test("and a partial one proves again what it had kept")
    func partial() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup], onPartialFailure: .keep)
        let graph = ScriptedGraph(refusing: [Samples.otherGroup: ["POST": Self.forbidden]])
        try await Bench.with(graph) { bench in
            #expect(try await bench.carryOut(plan).contains { $0.type == .runStuck })
            graph.refuse(Samples.otherGroup, "POST", nil)
            // Somebody takes out what Landfall had added: then it hasn't landed.
            graph.remove(Samples.user, from: Samples.group)
            #expect(ends(try await retry(plan, bench)).isEmpty)
            #expect(try await bench.ledger.operation(plan.operations[0].key)?.state == .applied)
            graph.add(Samples.user, to: Samples.group)
            let facts = try await bench.verify(plan.operations.map(\.key), run: plan.run)
            #expect(ends(facts).map(\.isProved) == [true])
        }
    }

    @Test("but not over what a later request has settled otherwise since")
    func superseded() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let later = try #require(RITMNumber("RITM0010002"))
        let removal = try Samples.plan(ritm: later, groups: [Samples.group], action: .remove)
        let graph = ScriptedGraph(refusing: [Samples.otherGroup: ["POST": Self.forbidden]])
        try await Bench.with(graph) { bench in
            try await bench.carryOut(plan)
            #expect(ends(try await bench.carryOut(removal)).map(\.isProved) == [true])
            #expect(refusal(try await bench.execute(asked(plan))) == .superseded)
            #expect(graph.effectiveWrites == 2)
        }
        // One that was made earlier, and is carried out later, has settled nothing against it.
        let earlier = try #require(RITMNumber("RITM0009999"))
        let before = try Samples.plan(ritm: earlier, groups: [Samples.group], action: .remove)
        let open = ScriptedGraph(refusing: [Samples.otherGroup: ["POST": Self.forbidden]])
        try await Bench.with(open) { bench in
            try await bench.carryOut(plan)
            try await bench.carryOut(before)
            open.refuse(Samples.otherGroup, "POST", nil)
            #expect(ends(try await retry(plan, bench)).map(\.isProved) == [true])
        }
    }

    @Test("with the end that was approved, planned again for what is granted now")
    func end() async throws {
        let until = Samples.at + 30 * 86_400
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup], until: until)
        let graph = ScriptedGraph(refusing: [Samples.otherGroup: ["POST": Self.forbidden]])
        try await Bench.with(graph) { bench in
            try await bench.carryOut(plan)
            #expect(try await bench.plannedRemovals().map(\.state) == [.void, .void])
            graph.refuse(Samples.otherGroup, "POST", nil)
            #expect(ends(try await retry(plan, bench)).map(\.isProved) == [true])
            let removals = try await bench.plannedRemovals()
            #expect(removals.map(\.state) == [.live, .live] && removals.allSatisfy { $0.dueAt == until })
        }
    }

    @Test("as a whole: an executor that comes late with what it saw in the start before changes nothing of this one")
    func late() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let graph = ScriptedGraph(refusing: [Samples.otherGroup: ["POST": Self.forbidden]])
        try await Bench.with(graph) { bench in
            let (ledger, now) = (bench.ledger, Samples.at)
            let early = try await ledger.open(Samples.mandate(plan), at: now).operations
            try await bench.carryOut(plan)
            let reverting = try #require(try await ledger.operation(plan.operations[0].key))
            let mandate = try Samples.mandate(plan)
            let retry = RunRetry(start: 2, askedBy: "Olga", askedAt: now)
            guard case .run(let run) = try await ledger.startAgain(mandate, retry, at: now) else {
                Issue.record("not started again")
                return
            }
            #expect(run.states == [.planned, .planned] && run.retry?.start == 2 && run.direction == .forward)

            // It had read the membership while the start before had it in place.
            #expect(
                try await !ledger.recordSatisfied(
                    early[0], wasMember: true, correlation: Samples.correlation, at: now))
            try await ledger.recordRefused(early[1], Failure(.graphForbidden, "403"), at: now)
            #expect(
                try await ledger.commitIntent(early[0], wasMember: false, clientRequestID: "late", at: now)
                    == .pairIsBusy)
            #expect(try await ledger.open(mandate, at: now).states == [.planned, .planned])

            // A call of the start before whose answer comes now.
            guard
                case .committed(let attempt) = try await ledger.commitIntent(
                    run.operations[0], wasMember: false, clientRequestID: "call-1", at: now)
            else {
                Issue.record("no intent")
                return
            }
            #expect(attempt.number > reverting.attempts && !attempt.followsUnknown)
            let before = LedgerAttempt(key: attempt.key, number: 1, clientRequestID: "call-0", followsUnknown: false)
            try await ledger.recordApplied(before, evidence: .accepted, correlation: Samples.correlation, at: now)
            try await ledger.recordRefused(before, Failure(.graphForbidden, "403"), at: now)
            #expect(try await ledger.operation(attempt.key)?.state == .intended)

            try await ledger.recordRefused(run.operations[1], Failure(.graphForbidden, "403"), at: now)
            try await ledger.recordApplied(attempt, evidence: .accepted, correlation: Samples.correlation, at: now)
            // A read that was made in the start before.
            var stale = try #require(try await ledger.operation(attempt.key))
            stale.start = 1
            #expect(try await ledger.recordRead(stale, agrees: true, needed: 1, at: now).agreeingReads == 0)
            #expect(try await ledger.turnBack(plan, at: now).states == [.reverting, .refused])
            stale.state = .reverting
            #expect(try await ledger.commitUndo(stale, clientRequestID: "late-undo", at: now) == .overtaken)
            #expect(try await ledger.recordAbsence(stale, pause: 0, at: now) == 0)
            // It had judged that the run was reverted, which this start isn't yet.
            let judged = LedgerRun(plan.operations, direction: .back, operations: [reverting])
            let end = RunEnd(mandate: mandate, settlement: .reverted, run: judged, start: 1, at: now)
            #expect(try await ledger.record(end).isEmpty)
            #expect(try await ledger.recordWithRemovals(end).isEmpty)
            #expect(try await ledger.client.query("SELECT 1 FROM ledger.runs WHERE outcome IS NULL").count == 1)
        }
    }
}
