import Foundation

extension Landscape {
    /// Looks at every witness: each request has landed by exactly one effective write, its ticket was closed once and not
    /// before that write, and no work note was written twice.
    /// - Throws: `HarnessError` that names every breach.
    func insistLandedOnce(_ requests: [Request]) async throws {
        let writes = Dictionary(grouping: try await membershipWrites(), by: \.member)
        let ticketWrites = Dictionary(grouping: try await ticketWrites(), by: \.ticket)
        let breaches = requests.flatMap { request in
            Self.breaches(
                of: request, writes: (writes[request.person.objectID] ?? []).filter { $0.concerns(request) },
                ticketWrites: ticketWrites[request.ritm] ?? [])
        }
        try Self.insistNone(breaches)
    }

    private static func breaches(of request: Request, writes: [MembershipWrite], ticketWrites: [TicketWrite])
        -> [String]
    {
        var breaches: [String] = []
        if writes.count != 1 {
            breaches.append("\(request.ritm) has \(writes.count) effective writes: \(writes.map(\.effect))")
        }
        let closings = ticketWrites.filter { $0.newState == "3" }
        if closings.count != 1 { breaches.append("\(request.ritm) was closed \(closings.count) times") }
        if let write = writes.first, let closing = closings.first, write.at > closing.at {
            breaches.append("\(request.ritm) was closed at \(closing.at), before the write at \(write.at)")
        }
        let notes = ticketWrites.flatMap(\.workNotes)
        if Set(notes).count != notes.count { breaches.append("\(request.ritm) has the same work note twice: \(notes)") }
        return breaches
    }

    /// The audit trail tells the whole way of the request, each fact once.
    func insistAudited(_ request: Request) async throws {
        let way = [
            "request.received", "request.validated", "request.approved", "run.started", "operation.applied",
            "run.landed",
            "ticket.fulfilled",
        ]
        let trail = try await eventually("the whole way of \(request.ritm) in the audit", within: .seconds(20)) {
            let trail = try await self.auditTrail(of: request)
            let missing = way.filter { !trail.contains($0) }
            guard missing.isEmpty else { throw HarnessError("\(missing) are missing from \(trail)") }
            return trail
        }
        try Self.insistNone(
            way.filter { type in trail.count { $0 == type } > 1 }.map {
                "\($0) of \(request.ritm) is in the audit more than once"
            })
    }

    /// Nothing was given up on.
    func insistNoDeadLetters() async throws {
        var breaches: [String] = []
        for queue in Service.allCases.flatMap(\.queues) {
            for message in try await broker.peek(queue + ".dead") {
                breaches.append("\(queue).dead: \(message.header("landfall-error").string ?? "no reason")")
            }
        }
        try Self.insistNone(breaches)
    }

    /// Nothing was written to Entra for the request, and its ticket is open.
    func insistUntouched(_ request: Request) async throws {
        var breaches = try await membershipWrites().filter { $0.concerns(request) }.map {
            "\($0.effect) for \(request.ritm)"
        }
        let ticket = try await ticket(request)
        if ticket["active"].string != "true" || ticket["state"].string == "3" {
            breaches.append("\(request.ritm) is closed: state \(ticket["state"].string ?? "unknown")")
        }
        try Self.insistNone(breaches)
    }

    private static func insistNone(_ breaches: [String]) throws {
        guard breaches.isEmpty else { throw HarnessError(breaches.joined(separator: "\n")) }
    }
}
