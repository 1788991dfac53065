import Domain
import Foundation
import Testing

@Suite("A run that is taken back because a person wishes it")
struct RollbackTests {
    private static let ends: [RunSettlement?] = [nil, .underWay, .landed, .reverted, .stuck]

    @Test(
        "is one that has landed or is stuck, by the one start that follows, unless its memberships were settled otherwise since"
    )
    func decided() {
        for current in 1...3 {
            for asked in 2...5 {
                for end in Self.ends {
                    for isSuperseded in [false, true] {
                        let expected: RollbackDecision =
                            if asked <= current {
                                .isBegun
                            } else if asked > current + 1 {
                                .refuse(.noSuchEnd)
                            } else if end == .reverted {
                                .refuse(.nothingInPlace)
                            } else if end == .landed || end == .stuck {
                                isSuperseded ? .refuse(.superseded) : .begin
                            } else {
                                .refuse(.underWay)
                            }
                        #expect(
                            RollbackDecision.decide(
                                asked: asked, current: current, end: end, isSuperseded: isSuperseded) == expected)
                    }
                }
            }
        }
    }

    @Test("is wished for once, whoever wishes it and why, and its end is told apart from that of the start before")
    func identities() {
        let plan = Samples.plan()
        let ids = ["Olga", "Per"].map { person in
            Samples.event(
                .rollbackRequested(
                    RollbackRequested(
                        plan: plan, approval: Samples.approval(of: plan),
                        rollback: RunRollback(start: 2, askedBy: person, askedAt: Samples.at, reason: person)))
            ).id
        }
        #expect(Set(ids).count == 1)
        let ends = [1, 2].map { start in
            Samples.event(
                .runReverted(
                    RunEnded(
                        plan: plan, approval: Samples.approval(of: plan), outcomes: Samples.outcomes,
                        endedAt: Samples.at, start: start, rollback: start == 2 ? Samples.rollback : nil))
            ).id
        }
        #expect(Set(ends).count == 2)
    }

    @Test("can't be wished for as the first start")
    func firstStart() {
        let json = Data(#"{"start":1,"asked_by":"Olga","asked_at":"2026-11-23T08:10:00.123Z","reason":"r"}"#.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(RunRollback.self, from: json) }
        #expect(RunRollback(start: 1, askedBy: "Olga", askedAt: Samples.at, reason: "r").start == 2)
    }
}
