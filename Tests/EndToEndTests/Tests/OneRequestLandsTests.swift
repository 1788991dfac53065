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

        @Test("is closed by its flow, where a flow waits for a catalogue task: the task is closed, on proof")
        func closedByTask() async throws {
            var plan = Landscape.Plan()
            plan.closesByTask = true
            try await Landscape.run(plan) { landscape in
                let request = try await landscape.orderAndApprove()
                try await landscape.awaitLanding(request)
                try await landscape.insistLandedOnce([request])
                let journal = try await landscape.serviceNow.get("/_sim/journal").array ?? []
                func closed(_ table: String, _ cause: String) -> Int {
                    journal.count {
                        $0["table"].string == table && $0["cause"].string == cause
                            && $0["changes"]["state"]["new"].string == "3"
                    }
                }
                #expect(closed("sc_task", "request") == 1 && closed("sc_req_item", "request") == 0)
                #expect(closed("sc_req_item", "flow: Close item") == 1)
                // The closed ticket gets its note after that.
                let fulfilled = "Fulfilled: every change was read back"
                let told = try await eventually("the note on \(request.ritm)", within: .seconds(30)) {
                    let writes = try await landscape.ticketWrites().filter { $0.ticket == request.ritm }
                    return writes.contains { $0.workNotes.contains { $0.contains(fulfilled) } } ? writes : nil
                }
                let notes = told.map(\.workNotes).joined()
                #expect(notes.count { $0.contains(fulfilled) } == 1)
                try await landscape.insistNoDeadLetters()
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
