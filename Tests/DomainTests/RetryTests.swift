import Domain
import Foundation
import Testing

@Suite("A run that is carried out once more")
struct RetryTests {
    private static let ends: [RunSettlement?] = [nil, .underWay, .landed, .reverted, .stuck]

    @Test("begins by the one start that follows an end without success, and by no other")
    func decided() {
        for current in 1...3 {
            for asked in 2...5 {
                for end in Self.ends {
                    for isSuperseded in [false, true] {
                        let expected: RetryDecision =
                            if asked <= current {
                                .isBegun
                            } else if asked > current + 1 {
                                .refuse(.noSuchEnd)
                            } else if end == .landed {
                                .refuse(.landed)
                            } else if end == .reverted || end == .stuck {
                                isSuperseded ? .refuse(.superseded) : .begin
                            } else {
                                .refuse(.underWay)
                            }
                        #expect(
                            RetryDecision.decide(
                                asked: asked, current: current, end: end, isSuperseded: isSuperseded) == expected)
                    }
                }
            }
        }
    }

    @Test("is none that people have taken back", arguments: [RunSettlement.reverted, .stuck])
    func rolledBack(end: RunSettlement) {
        for isSuperseded in [false, true] {
            #expect(
                RetryDecision.decide(
                    asked: 3, current: 2, end: end, isSuperseded: isSuperseded, isRolledBack: true)
                    == .refuse(.rolledBack))
        }
        #expect(
            RetryDecision.decide(asked: 3, current: 2, end: nil, isSuperseded: false, isRolledBack: true)
                == .refuse(.underWay))
    }

    @Test("is none whose request was withdrawn", arguments: [RunSettlement.reverted, .stuck])
    func withdrawn(end: RunSettlement) {
        for isRolledBack in [false, true] {
            #expect(
                RetryDecision.decide(
                    asked: 2, current: 1, end: end, isSuperseded: false, isRolledBack: isRolledBack, isWithdrawn: true)
                    == .refuse(.withdrawn))
        }
    }

    @Test(
        "states what each start states as another fact, and those of the first as they were before there were retries")
    func identities() {
        let plan = Samples.plan()
        let approval = Samples.approval(of: plan)
        func facts(_ start: Int) -> [Fact] {
            let retry = start == 1 ? nil : RunRetry(start: start, askedBy: "Olga", askedAt: Samples.at)
            let ended = RunEnded(
                plan: plan, approval: approval, outcomes: Samples.outcomes, endedAt: Samples.at, start: start)
            return [
                .runStarted(RunStarted(plan: plan, approval: approval, retry: retry)), .runLanded(ended),
                .runReverted(ended), .runStuck(ended),
                .operationSatisfied(
                    OperationSatisfied(
                        run: plan.run, key: Samples.key, correlation: Samples.correlation, start: start)),
                .operationRefused(
                    OperationRefused(run: plan.run, key: Samples.key, failure: Samples.failure, start: start)),
                .operationVerificationDue(
                    OperationVerificationDue(ticket: Samples.ticket, run: plan.run, key: Samples.key, start: start)),
                .operationVerified(
                    OperationVerified(
                        run: plan.run, key: Samples.key, agreeingReads: 2, isOurChange: true, start: start)),
            ]
        }
        let ids = (1...3).flatMap { facts($0).map { Samples.event($0).id } }
        #expect(Set(ids).count == ids.count)
        // By whom and why it is asked for makes no other retry of it.
        let asked = ["Olga", "Per"].map { person in
            Samples.event(
                .retryRequested(
                    RetryRequested(
                        plan: plan, approval: approval,
                        retry: RunRetry(start: 2, askedBy: person, askedAt: Samples.at, reason: person))))
        }
        #expect(asked[0].id == asked[1].id)
    }

    @Test("is read back as it was stated")
    func coding() throws {
        let plan = Samples.plan()
        let retry = RunRetry(start: 3, askedBy: "Olga", askedAt: Samples.at)
        let facts: [Fact] = [
            .runStarted(RunStarted(plan: plan, approval: Samples.approval(of: plan), retry: retry)),
            .runReverted(
                RunEnded(
                    plan: plan, approval: Samples.approval(of: plan), outcomes: Samples.outcomes, endedAt: Samples.at,
                    start: 3)),
            .operationVerified(
                OperationVerified(run: plan.run, key: Samples.key, agreeingReads: 2, isOurChange: true, start: 3)),
            .retryRequested(RetryRequested(plan: plan, approval: Samples.approval(of: plan), retry: retry)),
        ]
        for fact in facts {
            let event = Samples.event(fact)
            #expect(try EventCoding.decode(try EventCoding.encode(event)) == event)
        }
    }

    @Test("is never the first start of a run", arguments: [1, 0, -1])
    func firstStart(_ start: Int) throws {
        let json = #"{"start":\#(start),"asked_by":"Olga","asked_at":1}"#
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(RunRetry.self, from: Data(json.utf8)) }
        #expect(RunRetry(start: start, askedBy: "Olga", askedAt: Samples.at).start == 2)
    }
}
