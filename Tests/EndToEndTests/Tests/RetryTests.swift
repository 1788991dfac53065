import Testing

extension EndToEnd {
    @Suite("A request that was taken back")
    struct RetryTests {
        @Test(
            "is carried out once more when an operator asks for it, however often; it lands, and its ticket is closed",
            .timeLimit(.minutes(3)))
        func lands() async throws {
            try await Landscape.run { landscape in
                let refusal: JSON = [
                    "status": 403,
                    "body": [
                        "error": [
                            "code": "Authorization_RequestDenied",
                            "message": "Insufficient privileges to complete the operation.",
                        ]
                    ],
                ]
                let path = "^/v1.0/groups/\(Cast.reports.group)(/|$)"
                try await landscape.misbehave(
                    .entra,
                    ["POST", "PATCH"].map { Fault(method: $0, path: path, act: refusal) })
                let request = try await landscape.orderAndApprove(Cast.readers, Cast.reports)
                try await landscape.awaitReversal(request)
                try await landscape.misbehave(.entra, [])

                try await landscape.retry(request)
                try await landscape.retry(request)
                try await landscape.awaitLanding(request)
                // After it has landed, too: nothing comes of it, as far as a request that comes behind it shows.
                try await landscape.retry(request)
                let next = try await landscape.orderAndApprove()
                try await landscape.awaitLanding(next)
                try await landscape.insistAudited(next)
                let trail = try await landscape.auditTrail(of: request)

                let effects = try await landscape.membershipWrites().filter { $0.concerns(request) }
                    .map { "\($0.effect) \($0.group)" }
                let (readers, reports) = (Cast.readers.group, Cast.reports.group)
                #expect(
                    effects.sorted() == [
                        "member.added \(readers)", "member.added \(readers)", "member.added \(reports)",
                        "member.removed \(readers)",
                    ])
                #expect(effects.prefix(2) == ["member.added \(readers)", "member.removed \(readers)"])
                for (type, count) in [
                    "operator.retry_requested": 1, "run.started": 2, "run.reverted": 1, "run.landed": 1,
                    "run.retry_refused": 0,
                ] {
                    #expect(trail.count { $0 == type } == count, "\(type)")
                }
                let writes = try await landscape.ticketWrites().filter { $0.ticket == request.ritm }
                #expect(writes.compactMap(\.newState) == ["2", "3"])
                let told = writes.filter { write in
                    write.workNotes.contains { $0.contains("Started once more: asked for by Olga Orlova at ") }
                }
                #expect(told.count == 1)
                try await landscape.insistNoDeadLetters()
            }
        }
    }
}
