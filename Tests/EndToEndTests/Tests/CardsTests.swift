import Testing

extension EndToEnd {
    @Suite("People in Teams")
    struct CardsTests {
        @Test(
            "are told once that access landed and the ticket can't be told; it closes when ServiceNow is back",
            .timeLimit(.minutes(3)))
        func ticketPending() async throws {
            var plan = Landscape.Plan()
            plan.environment = ["LANDFALL_TICKET_PATIENCE": "2s"]
            try await Landscape.run(plan) { landscape in
                try await landscape.misbehave(
                    .serviceNow, [Fault(method: "PATCH", path: "^/api/now/table/sc_req_item/", act: ["status": 503])])
                let request = try await landscape.orderAndApprove()
                let title = "\(request.ritm): access has landed, the ticket can't be closed yet"
                _ = try await landscape.awaitCard(title)
                #expect(try await landscape.isMember(request))
                try await landscape.misbehave(.serviceNow, [])
                try await landscape.awaitLanding(request)
                try await landscape.insistLandedOnce([request])
                #expect(try await landscape.cards().count { $0.texts.contains(title) } == 1)
                try await landscape.insistNoDeadLetters()
            }
        }

        @Test(
            "are told of a run that was taken back, with a button to retry it, although Teams was away at first",
            .timeLimit(.minutes(3)))
        func reverted() async throws {
            try await Landscape.run { landscape in
                try await landscape.misbehave(
                    .teams, [Fault(method: "POST", path: "^/workflows/", act: ["status": 503])])
                let request = try await landscape.orderAndApprove(Cast.readers, Cast.reports, Cast.seats)
                try await landscape.awaitReversal(request)
                _ = try await eventually("a card being refused") {
                    try await landscape.requestCount(.teams, path: "/workflows/") > 0 ? true : nil
                }
                try await landscape.misbehave(.teams, [])
                let card = try await landscape.awaitCard("\(request.ritm) was taken back")
                #expect(card.links["Retry"]?.hasSuffix("/retry") == true)
                #expect(card.links["Open \(request.ritm)"]?.contains(request.sysID) == true)
                #expect(try await landscape.cards().count == 1)
            }
        }
    }
}
