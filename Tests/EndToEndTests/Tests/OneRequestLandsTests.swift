import Testing

extension EndToEnd {
    @Suite("One approved request")
    struct OneRequestLandsTests {
        @Test(
            "lands: the person is in the group, by one write, and only then the ticket is closed",
            .timeLimit(.minutes(2)))
        func lands() async throws {
            try await Landscape.run { landscape in
                let request = try await landscape.orderAndApprove()
                try await landscape.awaitLanding(request)
                #expect(try await landscape.isMember(request))
                try await landscape.insistLandedOnce([request])
                try await landscape.insistAudited(request)
                try await landscape.insistNoDeadLetters()
            }
        }

        @Test("is told on its ticket: work in progress first, then closed with what was done and who approved it")
        func ticketTells() async throws {
            try await Landscape.run { landscape in
                let request = try await landscape.orderAndApprove()
                try await landscape.awaitLanding(request)
                let writes = try await landscape.ticketWrites().filter { $0.ticket == request.ritm }
                #expect(writes.compactMap(\.newState) == ["2", "3"])
                let closing = try #require(writes.last { $0.newState == "3" })
                let note = (closing.workNotes + writes.flatMap(\.workNotes)).joined(separator: "\n")
                #expect(note.contains(Cast.readers.name))
                #expect(note.contains(Cast.approver.name) || note.contains(Cast.approver.userPrincipalName))
            }
        }

        @Test("that nobody approves is left alone")
        func unapproved() async throws {
            try await Landscape.run { landscape in
                let waiting = try await landscape.order(Cast.readers, for: try landscape.newPerson())
                let approved = try await landscape.orderAndApprove()
                try await landscape.awaitLanding(approved)
                try await landscape.insistUntouched(waiting)
            }
        }
    }
}
