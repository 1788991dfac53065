import Testing

extension EndToEnd {
    @Suite("A ticket that somebody closes while its run is on its way")
    struct WithdrawnTests {
        /// What becomes of it when the ticket gets this state.
        private func withdraw(_ state: String) async throws {
            try await Landscape.run { landscape in
                // The second group can't be read for now, so that the run stands between its two changes.
                let stuck = Fault(
                    method: "GET", path: "/v1.0/groups/\(Cast.reports.group)/members.*", act: ["status": 503])
                try await landscape.misbehave(.entra, [stuck])
                let request = try await landscape.orderAndApprove(Cast.readers, Cast.reports)
                _ = try await eventually("the first change of \(request.ritm)", within: .seconds(60)) {
                    try await landscape.isMember(request) ? true : nil
                }
                try await landscape.serviceNow.expect(
                    "PATCH", "/api/now/table/sc_req_item/\(request.sysID)", json: ["state": .string(state)])
                let told = try await eventually("what became of \(request.ritm)", within: .seconds(90)) {
                    let notes = try await landscape.ticketWrites().filter { $0.ticket == request.ritm }
                        .flatMap(\.workNotes)
                    return notes.contains { $0.hasPrefix("Rolled back") } ? notes : nil
                }
                try await landscape.misbehave(.entra, [])
                #expect(told.count { $0.hasPrefix("Withdrawn") } == (state == "3" ? 0 : 1), "\(told)")
                #expect(told.count { $0.hasPrefix("Rolled back") } == 1 && !told.contains { $0.hasPrefix("Landed") })
                let writes = try await landscape.membershipWrites().filter { $0.concerns(request) }
                #expect(writes.map(\.effect) == ["member.added", "member.removed"])
                #expect(writes.allSatisfy { $0.group == Cast.readers.group })
                // It stays as it was left.
                #expect(try await landscape.ticket(request)["state"].string == state)
                let trail = try await landscape.auditTrail(of: request)
                #expect(trail.count { $0 == "request.withdrawn" } == 1 && trail.contains("run.reverted"))
                #expect(!trail.contains("run.landed") && !trail.contains("incident.opened"))
                try await landscape.insistNoDeadLetters()
            }
        }

        @Test("has it stopped and undone, once, and says so", .timeLimit(.minutes(4)))
        func cancelled() async throws { try await withdraw("7") }

        @Test("as complete, though nothing had landed, too", .timeLimit(.minutes(4)))
        func closedComplete() async throws { try await withdraw("3") }
    }
}
