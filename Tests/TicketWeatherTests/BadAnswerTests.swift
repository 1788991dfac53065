import Domain
import Testing

@Suite(
    "ServiceNow answers badly about a ticket",
    SharedTicketBench(tickets: BadAnswer.tickets, faults: BadAnswer.faults), .timeLimit(.minutes(3)))
struct BadAnswerTests {
    @Test(
        "It is told each thing once, closed once, and Entra is written once", arguments: BadAnswer.cases)
    func toldOnce(answer: BadAnswer, call: BadAnswer.Call) async throws {
        let bench = try SharedTicketBench.current
        let ticket = answer.ticket(call)
        try bench.serviceNow.approve(ticket)
        try await bench.stated(.ticketFulfilled, of: ticket)
        bench.expectFulfilled(ticket, orOvertaken: call != .closing)
    }
}
