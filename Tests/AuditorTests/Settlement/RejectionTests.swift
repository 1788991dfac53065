import Domain
import Fleet
import OrderedCollections
import ServiceNow
import SimulatorKit
import TestSupport
import Testing

@testable import Auditor

@Suite("The ticket of a request that was rejected", .serialized, .timeLimit(.minutes(3)))
struct RejectionTests {
    private func rejected(_ fulfilment: Fulfilment) throws -> Event {
        Samples.event(.requestRejected(ApprovalSamples.denied(try ApprovalSamples.plan(fulfilment: fulfilment))))
    }

    private func isTold(_ outcome: StageOutcome) -> Bool {
        guard case .done(let emissions) = outcome, case .ticketUpdated(let update)? = emissions.first?.fact else {
            return false
        }
        return update.turn == .rejected && emissions.count == 1
    }

    private func failure(_ outcome: StageOutcome) -> Failure? {
        guard case .failed(let failure, let emissions) = outcome, emissions.map(\.fact.type) == [.ticketNotApplied]
        else {
            return nil
        }
        return failure
    }

    @Test("is closed incomplete with the reason, and read back; told again, nothing is written again")
    func item() async throws {
        try await TaskBench.with(flow: nil) { (bench) async throws in
            let event = try rejected(.item)
            for _ in 0..<2 {
                #expect(isTold(try await bench.settle(event)))
                let item = try bench.item
                #expect(item["state"] == "4" && item["active"] == "false")
                #expect(item["close_notes"].contains("Ben Okafor said no: “not needed”"))
                #expect(bench.writes(to: "sc_req_item") == 1)
            }
        }
    }

    @Test("that the instance closes complete all the same is reported, and never taken for told")
    func rewritten() async throws {
        try await TaskBench.with(flow: nil, rules: ["task_closer_rewrites_incomplete": true]) { (bench) async throws in
            let event = try rejected(.item)
            for _ in 0..<2 {
                let failure = try #require(failure(try await bench.settle(event)))
                #expect(failure.reason == .serviceNowNotApplied && failure.detail.contains("shows state 3"))
            }
            #expect(try bench.item["state"] == "3" && bench.writes(to: "sc_req_item") == 1)
        }
    }

    @Test("whose flow waits for a task is closed by closing the task incomplete")
    func task() async throws {
        try await TaskBench.with(flow: ["outcome": "mirror"]) { (bench) async throws in
            let event = try rejected(.task)
            #expect(isTold(try await bench.settle(event)))
            #expect(try bench.task["state"] == "4" && bench.item["state"] == "4")
            #expect(bench.writes(to: "sc_task") == 1 && bench.writes(to: "sc_req_item") == 1)
        }
    }

    @Test("whose flow makes complete of an incomplete task is reported")
    func taskMadeComplete() async throws {
        try await TaskBench.with(flow: ["outcome": "complete"]) { (bench) async throws in
            let failure = try #require(failure(try await bench.settle(try rejected(.task))))
            #expect(failure.reason == .serviceNowItemNotFollowed)
            #expect(try bench.task["state"] == "4" && bench.item["state"] == "3")
        }
    }

    @Test("that somebody has closed before stays as they left it")
    func closedBefore() async throws {
        try await TaskBench.with(flow: nil) { (bench) async throws in
            try bench.change("sc_req_item", bench.item, ["state": "7"])
            #expect(try await bench.settle(try rejected(.item)) == .done())
            #expect(try bench.item["state"] == "7" && bench.writes(to: "sc_req_item") == 0)
        }
    }
}
