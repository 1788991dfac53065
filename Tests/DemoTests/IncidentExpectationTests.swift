import Testing

@testable import Demo

@Suite struct IncidentExpectationTests {
    private let ticket = AccessExpectationTests.ticket(.workInProgress)

    private func incident(_ description: String, group: String = "Identity operations") -> Incident {
        Incident(number: "INC0010001", stateLabel: "New", group: group, title: "x", description: description)
    }

    private func isMet(_ incidents: Incident...) -> Bool {
        Expectation.oneIncident(incidents, about: ticket, naming: ["Ana", "APP-FIN-READERS"]).isMet
    }

    @Test func `exactly one that is assigned and names what is needed`() {
        #expect(isMet(incident("Ana APP-FIN-READERS")))
        #expect(!isMet())
        #expect(!isMet(incident("Ana APP-FIN-READERS"), incident("Ana APP-FIN-READERS")))
        #expect(!isMet(incident("Ana APP-FIN-READERS", group: "")))
        #expect(!isMet(incident("Ana")))
    }

    @Test func `resolved is one that shows it`() {
        var resolved = incident("Ana")
        #expect(!Expectation.resolved(resolved).isMet && !Expectation.resolved(nil).isMet)
        resolved.stateLabel = "Resolved"
        #expect(Expectation.resolved(resolved).isMet)
    }

    @Test func `what it lacks is named`() {
        let expectation = Expectation.oneIncident([incident("Ana")], about: ticket, naming: ["Ana", "APP-FIN-READERS"])
        #expect(expectation.seen == "INC0010001 is New, with Identity operations, and lacks APP-FIN-READERS")
    }
}
