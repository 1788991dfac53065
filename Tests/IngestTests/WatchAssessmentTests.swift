import Domain
import Foundation
import ServiceNow
import TestSupport
import Testing

@testable import Ingest

@Suite("What becomes of a request item that is under way")
struct WatchAssessmentTests {
    /// As an instance shows it.
    private func assess(
        _ changes: ScriptedInstance.Row = [:], closedSeenAt: Date? = nil, at now: Date = Samples.at
    ) async throws -> WatchAssessment {
        let instance = ScriptedInstance()
        instance.add(Samples.itemRow().merging(changes) { $1 }, to: "sc_req_item")
        return try await ScriptedInstance.with(log: LogCapture(), { instance.reply(to: $0) }) { serviceNow, _ in
            WatchAssessment.assess(
                try await serviceNow.requestItem(Samples.sysID), closedSeenAt: closedSeenAt, StateValues(), at: now)
        }
    }

    @Test("Open and approved, or not shown at all, it goes on")
    func wanted() async throws {
        #expect(try await assess() == .stillWanted)
        #expect(try await assess(["state": "2"]) == .stillWanted)
        #expect(WatchAssessment.assess(nil, closedSeenAt: nil, StateValues(), at: Samples.at) == .stillWanted)
    }

    @Test("Closed as Landfall closes none, somebody has cancelled it", arguments: ["7", "9"])
    func cancelled(state: String) async throws {
        let expected = RequestWithdrawal(
            kind: .cancelled, state: state, approval: "approved", changedBy: "carla", seenAt: Samples.at)
        #expect(
            try await assess(["active": "false", "state": state, "sys_updated_by": "carla"]) == .withdrawn(expected))
    }

    @Test("Not approved any more, its approval was taken back", arguments: ["rejected", "requested", "cancelled", ""])
    func unapproved(approval: String) async throws {
        guard case .withdrawn(let withdrawal) = try await assess(["approval": approval]) else {
            Issue.record("not withdrawn")
            return
        }
        #expect(withdrawal.kind == .approvalWithdrawn && withdrawal.approval == approval && withdrawal.changedBy == nil)
    }

    @Test(
        "Closed as complete or incomplete, it may be Landfall's own doing, which is known a moment later",
        arguments: [("3", RequestWithdrawal.Kind.closedComplete), ("4", .cancelled)])
    func complete(state: String, kind: RequestWithdrawal.Kind) async throws {
        let closed = ["active": "false", "state": state]
        let limit = WatchAssessment.ownClosing
        #expect(
            try await assess(closed) == .lookAgain(at: Samples.at + limit, closedSeenAt: Samples.at))
        let first = Samples.at - limit
        #expect(
            try await assess(closed, closedSeenAt: first + 1) == .lookAgain(at: Samples.at + 1, closedSeenAt: first + 1)
        )
        guard case .withdrawn(let withdrawal) = try await assess(closed, closedSeenAt: first) else {
            Issue.record("not withdrawn")
            return
        }
        #expect(withdrawal.kind == kind)
        // A clock that was set back starts the time anew.
        #expect(
            try await assess(closed, closedSeenAt: Samples.at + 3_600)
                == .lookAgain(at: Samples.at + limit, closedSeenAt: Samples.at))
    }
}
