import Domain
import Postgres
import Testing

@testable import Executor

@Suite(
    "Graph answers badly", SharedBench(orders: BadAnswer.orders, faults: BadAnswer.faults), .timeLimit(.minutes(2)))
struct BadAnswerTests {
    @Test(
        "The change is made once, all the same, and each call that failed is stated",
        arguments: BadAnswer.all, MembershipAction.allCases)
    func landsOnce(answer: BadAnswer, action: MembershipAction) async throws {
        let bench = try SharedBench.current
        let order = try answer.order(action)
        try await bench.approve(order)
        try await bench.stated(.runLanded, of: order)
        bench.expectLanded(order)
        let failures = bench.witness.failures(of: order)
        #expect(failures.count >= answer.reasons.count)
        // An addition is first tried by itself. All else travels together: where the connection is closed on one change, the others' answers
        // are lost with it.
        if action == .add { #expect(failures.first == answer.reasons.first) }
        // Ours, whether Graph accepted the last call or showed what an earlier one had done: a rollback would have to undo it.
        let row = try await bench.database.query(
            "SELECT is_our_change FROM ledger.operations WHERE key = \(order.keys[0].description)")
        #expect(try row.first?.decode("is_our_change", as: Bool.self) == true)
    }
}
