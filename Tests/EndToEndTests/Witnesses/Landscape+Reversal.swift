import Foundation

extension Landscape {
    /// Waits until the ticket has been told that the request was taken back.
    func awaitReversal(_ request: Request, within limit: Duration = .seconds(60)) async throws {
        let notes = "element_id=\(request.sysID)^element=work_notes"
        _ = try await eventually("the taking back of \(request.ritm)", within: limit, every: .milliseconds(50)) {
            try await self.rows(of: "sys_journal_field", where: notes, fields: "value")
                .contains { Self.saysReverted($0["value"].string ?? "") } ? true : nil
        }
    }

    /// Looks at every witness: each group but the last, which refuses, has had the person added once and removed once, in
    /// reverse; the ticket is open, and was told of it once.
    /// - Throws: `HarnessError` that names every breach.
    func insistRevertedOnce(_ requests: [Request]) async throws {
        let writes = try await membershipWrites()
        let ticketWrites = try await ticketWrites()
        var breaches: [String] = []
        for request in requests {
            let groups = request.entitlements.dropLast().map(\.group)
            let expected = groups.map { "member.added \($0)" } + groups.reversed().map { "member.removed \($0)" }
            let seen = writes.filter { $0.member == request.person.objectID }.map { "\($0.effect) \($0.group)" }
            if seen != expected { breaches.append("\(request.ritm) has these effective writes: \(seen)") }

            let told = ticketWrites.filter { $0.ticket == request.ritm }
            let states = told.compactMap(\.newState)
            if states != ["2"] { breaches.append("\(request.ritm) was given the states \(states)") }
            let notes = told.flatMap(\.workNotes)
            if Set(notes).count != notes.count || notes.count(where: Self.saysReverted) != 1 {
                breaches.append("\(request.ritm) has these work notes: \(notes)")
            }
        }
        guard breaches.isEmpty else { throw HarnessError(breaches.joined(separator: "\n")) }
    }

    /// The audit trail tells the whole way there and back, each fact once.
    func insistReversalAudited(_ request: Request) async throws {
        let changes = request.entitlements.count - 1
        let way = [
            "request.received": 1, "request.validated": 1, "request.approved": 1, "run.started": 1,
            "operation.applied": changes, "operation.refused": 1, "operation.undo_applied": changes,
            "operation.reverted": changes, "run.reverted": 1, "run.landed": 0, "run.stuck": 0,
        ]
        _ = try await eventually("the whole way of \(request.ritm) in the audit", within: .seconds(20)) {
            let trail = try await self.auditTrail(of: request)
            let wrong = way.filter { type, count in trail.count { $0 == type } != count }.keys.sorted()
            guard wrong.isEmpty else { throw HarnessError("\(wrong) are not as they should be in \(trail)") }
            return true
        }
    }

    private static func saysReverted(_ note: String) -> Bool { note.hasPrefix("Reverted") }
}
