import Domain
import TestSupport
import Testing

@testable import Auditor

@Suite("A work note")
struct TicketNoteTests {
    @Test("of a landed run names the person, the group, who approved, the times in UTC, and the ids of the calls")
    func landed() throws {
        let ended = Samples.ended(try Samples.plan(), states: [.verified])
        #expect(
            TicketNote.landed(ended) == """
                Fulfilled: every change was read back from Microsoft Entra at 2026-11-23 08:10:00 UTC.
                - Added Ana Alvarez (ana@contoso.example) to APP-GROUP-1 (\(Samples.group)) \
                [request-id 94fb3b52-0000-4000-8000-000000000000, \
                client-request-id 11111111-2222-4333-8444-555555555555]
                Approved by: Bo Berg at 2026-11-23 07:46:40 UTC
                """)
    }

    @Test("doesn't claim a change that was there before")
    func alreadySo() throws {
        let added = Samples.ended(try Samples.plan(), states: [.verified], isOurChange: false)
        #expect(TicketNote.landed(added).contains("(ana@contoso.example) was already a member of APP-GROUP-1"))
        let removed = Samples.ended(try Samples.plan(action: .remove), states: [.verified], isOurChange: false)
        #expect(TicketNote.landed(removed).contains("(ana@contoso.example) was not a member of APP-GROUP-1"))
    }

    @Test("of a blocked request says why, and whose move it is")
    func blocked() {
        let failure = Failure(.directoryGroupMissing, "APP-GROUP-1")
        let note = TicketNote.blocked(
            RequestBlocked(ticket: Samples.ticket, failure: failure, owner: Samples.owner))
        #expect(
            note == """
                Blocked: nothing was changed.
                Why: \(failure.reason.sentence) (APP-GROUP-1)
                Next move: Finance applications. The ticket stays open.
                Reason code: directory.group_missing
                """)
        let unowned = TicketNote.blocked(RequestBlocked(ticket: Samples.ticket, failure: failure, owner: nil))
        #expect(unowned.contains("Next move: \(failure.reason.responsible.title). The ticket stays open."))
    }

    @Test("of a throttled operation says how long Graph asked to wait, if it did")
    func throttled() throws {
        let run = try Samples.plan().run
        func note(_ seconds: Double?) -> String {
            TicketNote.throttled(
                OperationThrottled(
                    ticket: Samples.ticket, run: run, key: Samples.key(), attempt: 1,
                    failure: Failure(.graphThrottled, "429", retryAfterSeconds: seconds)))
        }
        #expect(
            note(17) == """
                In Progress – Provisioning
                Microsoft Graph takes no changes at the moment. It asked to wait for 17 s. Landfall goes on by itself.
                """)
        #expect(note(2.5).contains("to wait for 2.5 s."))
        #expect(note(nil).contains("at the moment. Landfall goes on by itself."))
    }

    @Test("of a run that is carried out once more says who asked for it, and one of a refused retry why it is none")
    func retries() throws {
        let plan = try Samples.plan()
        let retry = RunRetry(start: 2, askedBy: "Olga Orlova", askedAt: Samples.at, reason: "the group is back")
        let asked = "asked for by Olga Orlova at 2026-11-23 08:10:00 UTC: the group is back"
        #expect(
            TicketNote.started(RunStarted(plan: plan, approval: Samples.approval(of: plan), retry: retry)) == """
                In Progress – Provisioning
                What: add Ana Alvarez (ana@contoso.example) to APP-GROUP-1
                Approved by: Bo Berg at 2026-11-23 07:46:40 UTC
                Started once more: \(asked)
                """)
        #expect(
            !TicketNote.started(RunStarted(plan: plan, approval: Samples.approval(of: plan))).contains("once more"))
        let notes = RetryRefusal.allCases.map { refusal in
            TicketNote.retryRefused(
                RetryRefused(ticket: Samples.ticket, run: plan.run, retry: retry, refusal: refusal))
        }
        #expect(Set(notes).count == RetryRefusal.allCases.count)
        for note in notes {
            #expect(note.hasPrefix("Not started once more: ") && note.contains("Nothing was changed."))
            #expect(note.hasSuffix("The retry was \(asked)"))
        }
    }

    @Test("of what is taken back says by whose wish, with whose consent, and why")
    func rollbacks() throws {
        let plan = try Samples.plan()
        let rollback = RunRollback(
            start: 2, askedBy: "Olga Orlova", askedAt: Samples.at, reason: "granted by mistake", agreedBy: "Per Persson"
        )
        let asked =
            "Asked for by Olga Orlova at 2026-11-23 08:10:00 UTC: granted by mistake. Agreed to by Per Persson."
        func note(_ states: [OperationState], isOurs: Bool = true) -> String {
            var ended = Samples.ended(plan, states: states, isOurChange: isOurs)
            ended.rollback = rollback
            return states == [.reverting] ? TicketNote.stuck(ended) : TicketNote.reverted(ended)
        }
        let done = note([.reverted])
        #expect(done.hasPrefix("Rolled back: what this ticket had changed is undone"))
        #expect(done.contains("- Added and removed again: Ana Alvarez") && done.hasSuffix(asked))
        #expect(note([.verified], isOurs: false).hasPrefix("Rolled back: this ticket had changed nothing itself"))
        let stuck = note([.reverting])
        #expect(stuck.hasPrefix("Rollback stuck: not every change") && stuck.hasSuffix(asked))
        #expect(stuck.contains("- Still in place, could not be removed again: Ana Alvarez"))

        let refusals = RollbackRefusal.allCases.map { refusal in
            RollbackNote.refused(
                RollbackRefused(ticket: Samples.ticket, run: plan.run, rollback: rollback, refusal: refusal))
        }
        #expect(Set(refusals).count == RollbackRefusal.allCases.count)
        for note in refusals { #expect(note.hasPrefix("Not rolled back: ") && note.hasSuffix(asked)) }
    }

    @Test("of a reverted run tells what was undone and what was refused; where nothing was made, it says so")
    func reverted() throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let note = TicketNote.reverted(Samples.ended(plan, states: [.reverted, .refused]))
        #expect(note.hasPrefix("Reverted: not every change could be made, so those that were made are undone"))
        #expect(note.contains("- Added and removed again: Ana Alvarez (ana@contoso.example) to APP-GROUP-1"))
        #expect(note.contains("- Not added: Ana Alvarez (ana@contoso.example) to APP-GROUP-2"))
        #expect(note.contains("Reason code: graph.forbidden"))
        let refused = TicketNote.reverted(Samples.ended(plan, states: [.refused, .planned]))
        #expect(refused.hasPrefix("Refused: nothing was changed. The ticket stays open."))
        #expect(refused.contains("- Not tried: adding Ana Alvarez (ana@contoso.example) to APP-GROUP-2"))
    }

    @Test("of a stuck run tells what was changed from what was not")
    func stuck() throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        let note = TicketNote.stuck(Samples.ended(plan, states: [.verified, .refused]))
        #expect(note.contains("- Added Ana Alvarez (ana@contoso.example) to APP-GROUP-1"))
        #expect(note.contains("- Not added: Ana Alvarez (ana@contoso.example) to APP-GROUP-2"))
        #expect(note.contains("Reason code: graph.forbidden"))
    }
}
