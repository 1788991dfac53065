import Domain
import Entra
import Foundation
import ServiceNow

/// What a search has read.
struct GapReading: Sendable {
    /// Those of which something is to be judged.
    var tickets: [AccessTicket] = []
    /// All that were looked at.
    var listed = 0
    /// Those that ServiceNow counts, and does not show: access rules hide them.
    var hidden = 0
    /// Those that an earlier, broken-off search had read.
    var reused = 0
    /// Closed tickets by a state that says neither that they were fulfilled nor the opposite.
    var otherStates: [String: Int] = [:]
}

/// Goes through all tickets, page by page, in the order of their ids.
struct GapReader {
    /// More tickets than that aren't held in memory: a shorter time has to be looked at.
    static let maximumTickets = 200_000

    let scope: GapScope
    let gatherer: FactGatherer
    /// The values that states of items have in the instance.
    let states: StateValues<ItemState>
    /// Told of each page that is done.
    let onProgress: (GapReading, _ expected: Int?) -> Void

    /// - Parameter resume: what is known already, and what is read is kept in.
    /// - Throws: ``GapProblem``; `CancellationError`.
    func read(_ resume: ResumeFile?) async throws -> GapReading {
        var reading = GapReading()
        var seen: Set<SysID> = []
        var expected: Int?
        var next: KeysetPosition? = .start
        while let position = next {
            let page = try await gatherer.tickets.items(in: scope, from: position)
            expected = expected ?? page.totalCount
            let items = page.rows.filter { seen.insert($0.sysID).inserted }
            guard seen.count <= Self.maximumTickets else {
                throw GapProblem("there are more than \(Self.maximumTickets) tickets: look at a shorter time (--since)")
            }
            try await read(items, resume, into: &reading)
            onProgress(reading, expected)
            next = page.next
        }
        reading.hidden = max((expected ?? 0) - seen.count, 0)
        return reading
    }

    private func read(_ items: [ItemOverview], _ resume: ResumeFile?, into reading: inout GapReading) async throws {
        let known = items.compactMap { item in resume?.ticket(item.sysID, ifUnchangedSince: item.modificationCount) }
        let ids = Set(known.map(\.id))
        let fresh = try await gatherer.tickets(of: items.filter { !ids.contains($0.sysID) })
        try resume?.append(fresh)
        reading.tickets += known + fresh
        reading.reused += known.count
        for item in items {
            let assessment = ItemAssessment(item, in: scope)
            guard assessment != .outside else { continue }
            reading.listed += 1
            let otherEnds = [states[.closedIncomplete], states[.closedSkipped]]
            if assessment == .other, item.isActive == false, let state = item.state, !otherEnds.contains(state) {
                reading.otherStates[state, default: 0] += 1
            }
        }
    }
}
