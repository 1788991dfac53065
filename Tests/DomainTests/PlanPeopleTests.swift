import Domain
import Foundation
import Testing

@Suite("Plans: who asked, who decides, and when")
struct PlanPeopleTests {
    /// Plans that differ in one part.
    private func variants() -> [String: Plan] {
        let emergency = Emergency(reason: "the line stands still")
        let calendar = BusinessCalendar(
            name: "office", timeZone: "Europe/Berlin", days: [.monday], from: ClockTime("09:00")!,
            to: ClockTime("17:00")!)
        var feast = calendar
        feast.holidays = [CalendarDay("2026-12-24")!]
        func stage(_ change: (inout ApprovalStage) -> Void) -> [ApprovalStage] {
            var stages = Samples.stages
            change(&stages[1])
            return stages
        }
        var other = Samples.requester
        other.userName = "olaf"
        var unknown = Samples.requester
        unknown.id = nil
        var later = Samples.window
        later.to = ClockTime("05:00")!
        let stages = Samples.stages
        return [
            "nobody": Samples.plan(stages: nil, requester: nil),
            "only a requester": Samples.plan(stages: nil),
            "people": Samples.planForPeople,
            "no requester": Samples.plan(stages: stages, requester: nil),
            "another requester": Samples.plan(stages: stages, requester: other),
            "a requester without an account": Samples.plan(stages: stages, requester: unknown),
            "proposed": Samples.plan(stages: stages, proposedBy: "hr-sync"),
            "proposed by another": Samples.plan(stages: stages, proposedBy: "hr-sync-2"),
            "emergency": Samples.plan(stages: stages, emergency: emergency),
            "another emergency": Samples.plan(stages: stages, emergency: Emergency(reason: "because")),
            "one stage": Samples.plan(stages: [stages[0]]),
            "the other order": Samples.plan(stages: stages.reversed()),
            "more needed": Samples.plan(stages: stage { $0.needed = 3 }),
            "another name": Samples.plan(stages: stage { $0.name = "Owners" }),
            "nobody to escalate to": Samples.plan(stages: stage { $0.escalateTo = nil }),
            "the manager to escalate to": Samples.plan(stages: stage { $0.escalateTo = ApproverPool(manager: true) }),
            "another group": Samples.plan(stages: stage { $0.approvers.membersOf = [Samples.group] }),
            "two groups": Samples.plan(stages: stage { $0.approvers.membersOf.append(Samples.group) }),
            "a person": Samples.plan(stages: stage { $0.approvers.people = ["a,b"] }),
            "two people": Samples.plan(stages: stage { $0.approvers.people = ["a", "b"] }),
            "the owner": Samples.plan(stages: stage { $0.approvers.owner = true }),
            "a calendar": Samples.plan(stages: stages, calendar: calendar),
            "a holiday": Samples.plan(stages: stages, calendar: feast),
            "no reminder": Samples.plan(stages: stages, remind: nil),
            "a window": Samples.plan(stages: stages, windows: [[Samples.window]]),
            "another window": Samples.plan(stages: stages, windows: [[later]]),
            "either window": Samples.plan(stages: stages, windows: [[Samples.window, later]]),
            "both windows": Samples.plan(stages: stages, windows: [[Samples.window], [later]]),
            "a channel": Samples.plan(stages: stages, channels: ["finance"]),
            "two channels": Samples.plan(stages: stages, channels: ["finance", "hr"]),
            "a channel that is called like two": Samples.plan(stages: stages, channels: ["finance,hr"]),
            "a channel that is called like a window": Samples.plan(stages: stages, channels: ["change_windows"]),
        ]
    }

    @Test("whatever part of it changes, the plan’s digest and run change, and no two parts run together")
    func digests() {
        let plans = variants()
        let same = Dictionary(grouping: plans, by: \.value.digest).values.filter { $0.count > 1 }
        #expect(same.isEmpty, "the same digest: \(same.map { $0.map(\.key) })")
        #expect(Set(plans.values.map(\.run)).count == plans.count)
    }

    @Test("each is read back as it was written, and refused with a digest of another")
    func coding() throws {
        for (name, plan) in variants() {
            let json = String(decoding: try JSONEncoder().encode(plan), as: UTF8.self)
            #expect(try JSONDecoder().decode(Plan.self, from: Data(json.utf8)) == plan, "\(name)")
            let forged = json.replacing(plan.digest, with: Samples.plan().digest)
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(Plan.self, from: Data(forged.utf8)) }
        }
    }

    @Test("a plan says nothing of what it has not, and keeps the digest that it had before plans could say it")
    func unchanged() throws {
        let json = String(decoding: try JSONEncoder().encode(Samples.plan()), as: UTF8.self)
        for word in ["requester", "proposed", "approvals", "emergency", "windows", "channels"] {
            #expect(!json.contains(word))
        }
        #expect(Samples.plan().digest == "3146dd86acb826c59bddb5fa4e3e2c4428f511a736296f8d006eac529499ac6e")
    }

    @Test("the digest of a plan with people never changes either")
    func vector() {
        #expect(Samples.planForPeople.digest == "e322ccc71cf762e1028f8ceb7588d1f906898f8185e461b150d40f4e43cfbad9")
    }

    @Test("an approval without votes is written as it was before there were any")
    func approvalWithoutVotes() throws {
        let json = String(decoding: try JSONEncoder().encode(Samples.approval()), as: UTF8.self)
        #expect(!json.contains("votes"))
        #expect(try JSONDecoder().decode(Approval.self, from: Data(json.utf8)) == Samples.approval())
        let plan = Samples.planForPeople
        let approval = Samples.approval(
            [Samples.vote("Owner", Samples.ben, for: Samples.cleo, comment: "ok")], of: plan)
        #expect(try JSONDecoder().decode(Approval.self, from: JSONEncoder().encode(approval)) == approval)
    }
}
