import Domain
import Foundation
import TestSupport
import Testing

@testable import Approver

@Suite("Whatever happens to a plan in whatever order")
struct ApprovalCaseProperties {
    /// Enough people that they meet in pools, and two who may never decide.
    private static let people =
        [Samples.beneficiary, Samples.rita] + (1...5).map { Samples.user($0 + 10, "Person\($0)") }

    private static func pool(_ random: inout SeededRandom) -> [DirectoryUser] {
        people.compactMap { person in
            guard Int.random(in: 0..<4, using: &random) > 0 else { return nil }
            var person = person
            person.accountEnabled = Int.random(in: 0..<5, using: &random) > 0
            return person
        }
    }

    private static func reading(_ random: inout SeededRandom, at now: Date) -> PoolReading {
        var reading = PoolReading(approvers: pool(&random), escalation: pool(&random))
        for _ in 0..<Int.random(in: 0..<4, using: &random) {
            guard let from = people.randomElement(using: &random), let to = people.randomElement(using: &random),
                from.id != to.id
            else { continue }
            reading.delegations.append(
                Delegation(id: UUID(), from: from.person, to: to.person, begins: now - 10, ends: now + 10))
            reading.delegates.append(to)
        }
        return reading
    }

    @Test(
        "who asked and who gets it never decide, everybody counts once, and it is decided once (I8)",
        arguments: 0..<200)
    func decisions(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let stages = (1...Int.random(in: 1...3, using: &random)).map { number in
            ApprovalStage(
                name: "Stage \(number)", needed: Int.random(in: 1...3, using: &random),
                approvers: ApproverPool(membersOf: [Samples.owners]),
                escalateTo: Bool.random(using: &random) ? ApproverPool(membersOf: [Samples.security]) : nil)
        }
        var approval = try Samples.open(Samples.waiting(stages, remind: 7, escalate: 19, expire: 200))
        var now = Samples.at
        var ends: [Fact] = []
        var facts: [Fact] = []
        for step in 0..<60 {
            now += Double(Int.random(in: 0..<8, using: &random)) * 3_600
            let before = approval
            var new: [Fact] = []
            switch Int.random(in: 0..<20, using: &random) {
            case 0..<8: new = approval.look(at: now, Self.reading(&random, at: now))
            case 8..<19:
                guard let person = Self.people.randomElement(using: &random) else { continue }
                var attempt = Samples.attempt(
                    person, Int.random(in: 0..<12, using: &random) == 0 ? .deny : .approve, of: approval.plan,
                    id: "\(step)")
                let isForeign = Int.random(in: 0..<10, using: &random) == 0
                if isForeign { attempt.planDigest = "another" }
                switch approval.decide(attempt, Self.reading(&random, at: now), at: now) {
                case .counted(let counted):
                    new = counted
                    #expect(!isForeign)
                    #expect(person.id != Samples.person.id && person.id != Samples.rita.id)
                    #expect(before.progress.standing == .waiting && now < before.expiresAt)
                case .refused:
                    #expect(approval == before, "what doesn't count changes nothing")
                }
            default: if Int.random(in: 0..<10, using: &random) == 0 { approval.withdraw() }
            }
            facts += new
            ends += new.filter { [.requestApproved, .requestRejected].contains($0.type) }
            if before.progress.standing != .waiting { #expect(approval == before && new.isEmpty) }
        }
        #expect(ends.count <= 1)
        let votes = approval.progress.votes
        #expect(Set(votes.map(\.person.id)).count == votes.count)
        #expect(Set(votes.map(\.owner)).count == votes.count)
        for vote in votes + [approval.progress.denial].compactMap(\.self) {
            for id in [vote.person.id, vote.owner] { #expect(approval.plan.mayBeDecided(by: id)) }
        }
        if case .requestApproved(let approved)? = ends.first {
            #expect(throws: Never.self) { try Mandate(plan: approved.plan, approval: approved.approval) }
        }
        // The same is never stated twice: each has an id of its own.
        let ids = facts.map { Event($0, at: now, by: Samples.origin, trace: Samples.trace).id }
        #expect(Set(ids).count == ids.count)
    }

    @Test("some of these orders end in a yes, some in a no, and some in neither")
    func variety() throws {
        // So that the properties above are not about nothing.
        var standings: Set<ApprovalCase.Standing> = []
        for seed in 0..<60 {
            var random = SeededRandom(seed: UInt64(seed))
            var approval = try Samples.open(Samples.waiting(Samples.twoStages, expire: 12))
            var now = Samples.at
            for _ in 0..<20 {
                now += Double(Int.random(in: 0..<5, using: &random)) * 3_600
                _ = approval.look(at: now, Self.reading(&random, at: now))
                guard let person = Self.people.randomElement(using: &random) else { continue }
                let answer: Attempt.Answer = Int.random(in: 0..<6, using: &random) == 0 ? .deny : .approve
                _ = approval.decide(
                    Samples.attempt(person, answer, of: approval.plan), Self.reading(&random, at: now), at: now)
            }
            standings.insert(approval.progress.standing)
        }
        #expect(standings.isSuperset(of: [.approved, .rejected, .expired]))
    }
}
