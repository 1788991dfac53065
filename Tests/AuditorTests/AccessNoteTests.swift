import Domain
import Foundation
import ServiceNow
import TestSupport
import Testing

@testable import Auditor

@Suite("What a ticket is told of the end of its access")
struct AccessNoteTests {
    /// 24 December 2026, 17:00 UTC.
    static let until = Date(timeIntervalSince1970: 1_798_131_600)
    static let removal = PlannedOperation(
        key: Samples.key().opposite, entitlement: "entitlement-1", groupName: "APP-GROUP-1")

    private func write(_ fact: Fact) throws -> TicketWrite? { try TicketWrite(telling: Samples.event(fact)) }

    private func ended(_ state: OperationState, isOurs: Bool = true, failure: Failure? = nil) throws -> AccessEnded {
        let plan = try Samples.plan(until: Self.until)
        return AccessEnded(
            plan: plan, approval: Samples.approval(of: plan),
            outcome: .init(
                key: Self.removal.key, state: state, isOurChange: isOurs, correlation: Samples.correlation,
                failure: failure),
            dueAt: Self.until, endedAt: Self.until + 12)
    }

    private func cancelled(_ cancellation: RemovalCancellation, endsAt: Date? = nil) throws -> Fact {
        .accessEndCancelled(
            AccessEndCancelled(
                ticket: Samples.ticket, run: try Samples.plan(until: Self.until).run, beneficiary: Samples.person,
                removal: Self.removal, cancellation: cancellation,
                by: Samples.key(ritm: try #require(RITMNumber("RITM0010002"))), endsAt: endsAt))
    }

    private func facts() throws -> [(Fact, TicketTurn)] {
        let ending = AccessEnding(
            ticket: Samples.ticket, run: try Samples.plan(until: Self.until).run, beneficiary: Samples.person,
            removal: Self.removal, endsAt: Self.until)
        return [
            (.accessEnding(ending), .accessEnding), (.accessEnded(try ended(.verified)), .accessEnded),
            (
                .accessEndFailed(try ended(.refused, failure: Failure(.graphForbidden, "removing: 403"))),
                .accessEndFailed
            ),
            (try cancelled(.renewed, endsAt: Self.until + 86_400), .accessEndCancelled),
        ]
    }

    @Test("It is a note, whatever the ticket's state, which stays as it is; the requester reads the reminder")
    func notes() throws {
        for (fact, turn) in try facts() {
            let write = try #require(try write(fact))
            #expect(write.turn == turn && write.turn.isAfterwards)
            #expect(write.ticket == Samples.ticket)
            #expect(write.state == nil && write.fields.isEmpty)
            #expect(
                Set(write.values(in: .init()).keys)
                    == (turn == .accessEnding ? ["work_notes", "comments"] : ["work_notes"]))
            #expect(write.values(in: .init())["work_notes"]?.hasSuffix(write.marker) == true)
            #expect(write.values(in: .init())["comments"]?.contains(write.marker) != true)
            #expect(write.note.contains("Ana Alvarez") && write.note.contains("APP-GROUP-1"))
        }
        #expect(TicketTurn.allCases.filter { $0.isAfterwards && $0.rawValue.hasPrefix("access_") }.count == 6)
        #expect(!TicketTurn.fulfilled.isAfterwards)
    }

    @Test("An access that is said to be gone without proof is not told, and the removal never fulfils a ticket (I1)")
    func unproved() throws {
        for state in OperationState.allCases where state != .verified {
            #expect(throws: Failure.self) { try write(.accessEnded(try ended(state))) }
        }
        for (fact, _) in try facts() {
            #expect(try write(fact)?.turn != .fulfilled)
            #expect(try write(fact)?.values(in: .init())["close_notes"] == nil)
        }
    }

    @Test("The texts say what happened, when, by which ids, and whose move it is")
    func texts() throws {
        let gone = try #require(try write(.accessEnded(try ended(.verified)))).note
        for part in [
            "Access ended at 2026-12-24 17:00:00 UTC", "2026-12-24 17:00:12 UTC", "Removed Ana Alvarez",
            "request-id 94fb3b52", "Bo Berg",
        ] { #expect(gone.contains(part), "\(part)") }
        let before = try #require(try write(.accessEnded(try ended(.verified, isOurs: false)))).note
        #expect(before.contains("was no longer a member of APP-GROUP-1"))
        let failed = try #require(try write(try facts()[2].0)).note
        for part in ["could not be removed", "graph.forbidden", "the directory team", "removing: 403"] {
            #expect(failed.contains(part), "\(part)")
        }
        let renewed = try #require(try write(try cancelled(.renewed, endsAt: Self.until + 86_400))).note
        #expect(renewed.contains("ends at 2026-12-25 17:00:00 UTC, by RITM0010002"))
        #expect(try #require(try write(try cancelled(.madePermanent))).note.contains("no end any more, by RITM0010002"))
        #expect(try #require(try write(try cancelled(.removed))).note.contains("removed before its end"))
    }

    @Test("A run that lands says of each access whether and when it ends; a run that begins says so, too")
    func landed() throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup], until: Self.until)
        var ended = Samples.ended(plan, states: [.verified, .verified])
        ended.outcomes[0].end = PlannedEnd(at: Self.until)
        ended.outcomes[1].end = PlannedEnd(cancelled: .wasMember)
        let lines = try #require(try write(.runLanded(ended))).note.split(separator: "\n")
        #expect(lines.contains { $0.contains("APP-GROUP-1") && $0.contains("ends at 2026-12-24 17:00:00 UTC") })
        #expect(lines.contains { $0.contains("APP-GROUP-2") && $0.contains("it is not removed at the end") })
        let started = RunStarted(plan: plan, approval: Samples.approval(of: plan))
        #expect(try write(.runStarted(started))?.note.contains("until 2026-12-24 17:00:00 UTC") == true)
    }

    @Test("A removal that waits for Graph is not told; one that stopped is, and leaves the state as it is")
    func stopped() throws {
        let plan = try Samples.plan(until: Self.until)
        let run = RunID(ritm: Samples.ritm, planDigest: plan.digest, ending: Self.removal.key)
        func throttled(_ purpose: RunPurpose) -> Fact {
            .operationThrottled(
                OperationThrottled(
                    ticket: Samples.ticket, run: run, key: Self.removal.key, attempt: 1,
                    failure: Failure(.graphThrottled, "429"), purpose: purpose))
        }
        #expect(try write(throttled(.end)) == nil)
        #expect(try write(throttled(.plan)) != nil)
        for (fact, stage) in [
            (
                Fact.accessEndDue(.init(plan: plan, approval: Samples.approval(of: plan), key: Self.removal.key)),
                "execute"
            ),
            (
                .operationVerificationDue(
                    .init(ticket: Samples.ticket, run: run, key: Self.removal.key, purpose: .end)), "verify"
            ),
        ] {
            let dead = MessageDeadLettered(
                event: Samples.event(fact), stage: stage, attempts: 12, failure: Failure(.graphUnverified, "not seen"))
            let write = try #require(try write(.messageDeadLettered(dead)))
            #expect(write.turn == .accessEndFailed && write.state == nil)
            #expect(write.note.contains("may still be in place"))
            #expect(write.note.contains("landfall.\(stage).dead"))
        }
    }
}
