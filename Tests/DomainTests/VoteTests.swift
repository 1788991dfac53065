import Domain
import Testing

@Suite("Whose yes counts (I5, I8)")
struct VoteTests {
    static let plan = Samples.planForPeople
    static let beneficiary = Samples.person
    static let requester = Person(
        id: Samples.requester.id!, userPrincipalName: "otto@contoso.example", displayName: "Otto")
    static let enough = [
        Samples.vote("Manager", Samples.ben), Samples.vote("Owner", Samples.cleo), Samples.vote("Owner", Samples.dora),
    ]

    static func reason(_ votes: [Approval.Vote], of plan: Plan = plan, _ source: Approval.Source = .people) -> Reason? {
        var approval = Samples.approval(votes, of: plan)
        approval.source = source
        do throws(Failure) {
            _ = try Mandate(plan: plan, approval: approval)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("as many as each stage needs make a mandate, in whatever order they came")
    func enough() {
        #expect(Self.reason(Self.enough) == nil)
        #expect(Self.reason(Self.enough.reversed()) == nil)
    }

    @Test("one too few is none, and it is said which stage lacks how many")
    func tooFew() throws {
        for index in Self.enough.indices {
            var votes = Self.enough
            votes.remove(at: index)
            #expect(Self.reason(votes) == .approvalMandateMismatch)
        }
        let count = VoteCount(of: Array(Self.enough.prefix(2)), for: Self.plan)
        #expect(count.missing(of: Samples.stages) == "the stage “Owner” needs 2 who said yes, and has 1")
        #expect(count.satisfies(Samples.stages[0]) && !count.satisfies(Samples.stages[1]))
    }

    @Test("nobody counts twice: neither for one stage nor for two")
    func twice() {
        let ben = Samples.ben
        #expect(
            Self.reason([
                Samples.vote("Manager", ben), Samples.vote("Owner", ben), Samples.vote("Owner", Samples.cleo),
            ]) == .approvalMandateMismatch)
        #expect(
            Self.reason([
                Samples.vote("Manager", ben), Samples.vote("Owner", Samples.cleo), Samples.vote("Owner", Samples.cleo),
            ]) == .approvalMandateMismatch)
        // The first of somebody's votes is the one that counts.
        let count = VoteCount(of: [Samples.vote("Owner", ben), Samples.vote("Manager", ben)], for: Self.plan)
        #expect(count.votes["Manager"] == nil && count.votes["Owner"]?.count == 1)
    }

    @Test("neither who asked nor who gets the access counts, for whomever they decide")
    func own() {
        for person in [Self.beneficiary, Self.requester] {
            for index in Self.enough.indices {
                var votes = Self.enough
                votes[index].person = person
                #expect(Self.reason(votes) == .approvalMandateMismatch)
                votes[index].onBehalfOf = Samples.ben
                #expect(Self.reason(votes) == .approvalMandateMismatch)
            }
            #expect(!Self.plan.mayBeDecided(by: person.id))
        }
        #expect(Self.plan.mayBeDecided(by: Samples.ben.id))
    }

    @Test("votes are no mandate for a plan that asks nobody, nor for another plan")
    func otherPlans() {
        #expect(Self.reason(Self.enough, of: Samples.plan(stages: nil)) == .approvalMandateMismatch)
        let approval = Samples.approval(Self.enough, of: Self.plan)
        let other = Samples.plan(stages: Samples.stages, proposedBy: "hr-sync")
        let failure = #expect(throws: Failure.self) { try Mandate(plan: other, approval: approval) }
        #expect(failure?.reason == .approvalMandateMismatch)
    }

    @Test("where people are to decide, the ticket’s own approval is not enough, at low risk either")
    func ticketAlone() {
        let plan = Samples.plan(stages: Samples.stages, risk: .low)
        #expect(Self.reason([], of: plan, .ticket) == .approvalMandateMismatch)
        #expect(Self.reason(Self.enough, of: plan, .ticket) == .approvalMandateMismatch)
        #expect(Self.reason(Self.enough, of: plan) == nil)
    }

    @Test("an emergency is a mandate only for a plan that says so, and has an end")
    func emergency() throws {
        #expect(Self.reason([], of: Self.plan, .emergency) == .approvalMandateMismatch)
        let plan = Samples.plan(stages: Samples.stages, emergency: Emergency(reason: "the line stands still"))
        #expect(Self.reason([], of: plan, .emergency) == nil)
        let endless = try Plan(
            ticket: plan.ticket, beneficiary: plan.beneficiary, operations: plan.operations, risk: plan.risk,
            onPartialFailure: .rollBack, policyVersion: plan.policyVersion, requester: plan.requester,
            approvals: plan.approvals, emergency: plan.emergency)
        #expect(Self.reason([], of: endless, .emergency) == .approvalMandateMismatch)
    }

    @Test("whatever votes come in whatever order: a mandate has enough of others for each stage, each person once")
    func property() {
        var random = SeededGenerator(state: 20_261_128)
        let people =
            [Samples.ben, Samples.cleo, Samples.dora, Self.beneficiary, Self.requester]
            + (6...8).map {
                Samples.person($0, "P\($0)")
            }
        var accepted = 0
        for _ in 0..<20_000 {
            let votes = (0..<Int.random(in: 0...7, using: &random)).map { _ in
                Samples.vote(
                    ["Manager", "Owner", "Owner", "Other"].randomElement(using: &random)!,
                    people.randomElement(using: &random)!,
                    for: Bool.random(using: &random) ? people.randomElement(using: &random) : nil)
            }
            let isAccepted = Self.reason(votes) == nil
            accepted += isAccepted ? 1 : 0
            // Said independently of how it is counted.
            let others = votes.filter { $0.person != Self.beneficiary && $0.person != Self.requester }
            let managers = Set(others.filter { $0.stage == "Manager" }.map(\.person))
            let owners = Set(others.filter { $0.stage == "Owner" }.map(\.person))
            if isAccepted { #expect(owners.count >= 2 && managers.count >= 1 && managers.union(owners).count >= 3) }
            if managers.isEmpty || owners.count < 2 || managers.union(owners).count < 3 {
                #expect(Self.reason(votes.shuffled(using: &random)) != nil)
            }
            // Where everybody votes once, the order is of no account.
            if Set(votes.map(\.person)).count == votes.count {
                #expect((Self.reason(votes.shuffled(using: &random)) == nil) == isAccepted)
            }
        }
        #expect(accepted > 200, "the draw never made a mandate")
    }
}
