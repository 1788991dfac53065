import Domain
import Foundation
import ServiceNow
import Synchronization
import TestSupport
import Testing

@testable import Executor

@Suite("Looking at tickets in ServiceNow")
struct ServiceNowTicketsTests {
    private func standing(_ changes: ScriptedInstance.Row) async throws -> TicketStanding {
        let instance = ScriptedInstance()
        instance.add(Samples.itemRow().merging(changes) { $1 }, to: "sc_req_item")
        return try await ScriptedInstance.with(log: LogCapture(), { instance.reply(to: $0) }) { serviceNow, _ in
            try await ServiceNowTickets(serviceNow).standing(of: Samples.ticket, at: Samples.at)
        }
    }

    @Test(
        "open and approved is wanted; closed, or not approved, is withdrawn, with who changed it last; else it is gone")
    func standings() async throws {
        #expect(try await standing([:]) == .wanted)
        #expect(try await standing(["state": "2"]) == .wanted)
        func kind(_ changes: ScriptedInstance.Row) async throws -> RequestWithdrawal.Kind? {
            guard
                case .withdrawn(let withdrawal) = try await standing(
                    changes.merging(["sys_updated_by": "carla"]) { $1 })
            else { return nil }
            #expect(withdrawal.changedBy == "carla" && withdrawal.seenAt == Samples.at)
            return withdrawal.kind
        }
        #expect(try await kind(["active": "false", "state": "3"]) == .closedComplete)
        #expect(try await kind(["active": "false", "state": "4"]) == .cancelled)
        #expect(try await kind(["approval": "rejected"]) == .approvalWithdrawn)
        #expect(try await standing(["sys_id": Samples.catalogItem.description]) == .gone)
    }

    @Test(
        "many that are asked for at a time go together in a few calls, and each gets its own answer",
        .timeLimit(.minutes(1)))
    func batches() async throws {
        let instance = ScriptedInstance()
        let calls = Mutex(0)
        let tickets = (0..<250).compactMap { number -> Ticket? in
            let digits = String(String(1_000 + number).suffix(3))
            guard let id = SysID("c0000000000000000000000000000" + digits), let ritm = RITMNumber("RITM0020" + digits)
            else {
                return nil
            }
            return Ticket(sysID: id, number: ritm)
        }
        for (index, ticket) in tickets.enumerated() {
            var row = Samples.itemRow(ticket.sysID, ticket.number)
            if index % 2 == 1 { row["approval"] = "rejected" }
            instance.add(row, to: "sc_req_item")
        }
        try await ScriptedInstance.with(
            log: LogCapture(),
            { request in
                if request.path.hasPrefix("/api/now/table/sc_req_item") { calls.withLock { $0 += 1 } }
                return instance.reply(to: request)
            }
        ) { serviceNow, _ in
            let looks = ServiceNowTickets(serviceNow)
            try await withThrowingTaskGroup(of: (Int, TicketStanding).self) { group in
                for (index, ticket) in tickets.enumerated() {
                    group.addTask { (index, try await looks.standing(of: ticket, at: Samples.at)) }
                }
                for try await (index, standing) in group { #expect((standing == .wanted) == (index % 2 == 0)) }
            }
        }
        #expect(tickets.count == 250 && (3...50).contains(calls.withLock { $0 }))
    }

    @Test("what can’t be seen is a failure of ServiceNow’s, for each that was asked for")
    func down() async throws {
        try await ScriptedInstance.with(log: LogCapture(), { _ in .answer(503) }) { serviceNow, _ in
            let failure = await #expect(throws: Failure.self) {
                try await ServiceNowTickets(serviceNow).standing(of: Samples.ticket, at: Samples.at)
            }
            #expect(failure?.reason.dependency == .serviceNow)
        }
    }
}
