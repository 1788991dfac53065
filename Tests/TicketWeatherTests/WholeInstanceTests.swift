import Domain
import OrderedCollections
import SimulatorKit
import TestSupport
import Testing

/// What befalls every call at once: one test after the other.
@Suite(
    "A whole instance in trouble", .serialized,
    SharedTicketBench(tickets: TroubledTickets.all, rules: ["limits": ["flush_s": 0]]), .timeLimit(.minutes(5)))
struct WholeInstanceTests {
    @Test(
        "Nothing is lost and nothing doubled, and the request lands when it is well again", arguments: Trouble.allCases)
    func landsAfterwards(trouble: Trouble) async throws {
        let bench = try SharedTicketBench.current
        try bench.serviceNow.misbehave([trouble.fault])
        bench.serviceNow.revokeTokens()
        let before = bench.serviceNow.calls.count
        try bench.serviceNow.approve(trouble.ticket)
        try await waitUntil("calls that fail") { bench.serviceNow.calls.count >= before + 8 }
        try bench.serviceNow.misbehave([])
        try await bench.stated(.ticketFulfilled, of: trouble.ticket)
        bench.expectFulfilled(trouble.ticket)
    }

    @Test(
        "A limit of calls in an hour is waited for, however long it asks: that is no failure, and nothing is given up")
    func hourlyLimit() async throws {
        let bench = try SharedTicketBench.current
        let ticket = TroubledTickets.limited
        // The closing is turned away until the limit is there.
        try bench.serviceNow.misbehave([
            ["match": ["method": "PATCH", "path": .string(ticket.path)], "nth": "every", "act": ["status": 429]]
        ])
        try bench.serviceNow.approve(ticket)
        try await bench.stated(.runStarted, of: ticket)
        try bench.serviceNow.limit(callsPerHour: 1)
        try bench.serviceNow.misbehave([])
        let before = bench.serviceNow.calls.count
        try await waitUntil("calls over the limit") {
            bench.serviceNow.calls.dropFirst(before).count { $0.status == 429 } >= 30
        }
        try bench.serviceNow.limit(callsPerHour: nil)
        try await bench.stated(.ticketFulfilled, of: ticket)
        bench.expectFulfilled(ticket)
    }

    @Test(
        "A write that is carried out after its caller has given up is waited for, not made again",
        arguments: [(TroubledTickets.lateStart, 1), (TroubledTickets.lateClosing, 2)])
    func lateWrite(ticket: WeatherTicket, nth: Int) async throws {
        let bench = try SharedTicketBench.current
        try bench.serviceNow.misbehave([
            [
                "match": ["method": "PATCH", "path": .string(ticket.path)], "nth": .integer(nth),
                "act": ["delay_ms": 3000],
            ]
        ])
        try bench.serviceNow.approve(ticket)
        try await bench.stated(.ticketFulfilled, of: ticket)
        bench.expectFulfilled(ticket)
        #expect(bench.serviceNow.calls("PATCH", for: ticket) == 2)
    }

    @Test(
        "An incident whose opening has no answer is not opened twice, whether it was made before or is made after that",
        arguments: TroubledTickets.incidents)
    func incidentOnce(ticket: WeatherTicket, act: JSONValue) async throws {
        let bench = try SharedTicketBench.current
        try bench.serviceNow.misbehave([
            ["match": ["method": "POST", "path": "^/api/now/table/incident$"], "nth": 1, "act": act]
        ])
        try bench.serviceNow.approve(ticket)
        try await bench.stated(.incidentOpened, of: ticket)
        #expect(bench.serviceNow.incidents(of: ticket).count == 1)
        bench.expectTold(ticket, states: ["2"], notes: [Note.started, Note.reverted])
    }
}
