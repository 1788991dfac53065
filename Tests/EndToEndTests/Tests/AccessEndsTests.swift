import Foundation
import Testing

extension EndToEnd {
    @Suite("An access with an end")
    struct AccessEndsTests {
        @Test(
            "lands, is reminded of, and is removed and proved to be gone at its end, told on its closed ticket",
            .timeLimit(.minutes(3)))
        func ends() async throws {
            var plan = Landscape.Plan()
            plan.endsAccess = true
            plan.environment["LANDFALL_REMIND_BEFORE"] = "4s"
            try await Landscape.run(plan) { landscape in
                let request = try await landscape.orderAndApprove(until: Date().addingTimeInterval(18))
                try await landscape.awaitLanding(request)
                #expect(try await landscape.isMember(request))

                let told = "Access ended at"
                let writes = try await eventually("the end of \(request.ritm)'s access", within: .seconds(60)) {
                    let writes = try await landscape.ticketWrites().filter { $0.ticket == request.ritm }
                    return writes.contains { $0.workNotes.contains { $0.contains(told) } } ? writes : nil
                }
                let effects = try await landscape.membershipWrites().filter { $0.concerns(request) }.map(\.effect)
                #expect(effects == ["member.added", "member.removed"])
                // Closed once, by the landing, and left so.
                #expect(writes.compactMap(\.newState) == ["2", "3"])
                #expect(try await landscape.ticket(request)["state"].string == "3")
                for note in ["ends at", "Access ends soon", told] {
                    #expect(writes.filter { $0.workNotes.contains { $0.contains(note) } }.count == 1, "\(note)")
                }
                #expect(writes.flatMap(\.comments).filter { $0.contains("Access ends soon") }.count == 1)
                let trail = try await landscape.auditTrail(of: request)
                for type in ["run.landed", "access.ending", "access.end_due", "access.ended", "ticket.fulfilled"] {
                    #expect(trail.filter { $0 == type }.count == 1, "\(type)")
                }
                try await landscape.insistNoDeadLetters()
            }
        }
    }
}
