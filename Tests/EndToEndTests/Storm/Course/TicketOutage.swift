import Foundation

/// ServiceNow answers nothing while many runs land; then it is back. Everything has to settle without help.
struct TicketOutage {
    let settlements: Int
    private let landscape: Landscape
    /// How many requests are ordered at a time.
    private static let width = 8

    static func run(settlements: Int) async throws -> TicketOutageReport {
        var plan = Landscape.Plan()
        plan.people = settlements
        plan.startLimit = .seconds(120)
        // They share what the fleet may call at a time.
        plan.auditors = 2
        plan.environment = [
            "LANDFALL_INCIDENT_GROUP": Cast.owners,
            // Cards and incidents about each ticket that waits would take longer than all of the settling: four cards a second.
            "LANDFALL_TICKET_PATIENCE": "0s",
        ]
        let landscapePlan = plan
        return try await OwnServers.run { own in
            try await Landscape.run(landscapePlan, on: own.servers) { landscape in
                try await TicketOutage(settlements: settlements, landscape: landscape).run()
            }
        }
    }

    private func run() async throws -> TicketOutageReport {
        // Ordered, read and approved while ServiceNow is well; carried out when it isn't.
        await landscape.terminate(.executor)
        let requests = try await order()
        try await awaitEvents(settlements, of: "request.approved")
        try await landscape.misbehave(.serviceNow, [Fault(path: ".", act: ["close": "before"])])
        let gone = ContinuousClock.now
        try await landscape.start([.executor])
        try await awaitEvents(settlements, of: "run.landed")
        let back = ContinuousClock.now
        let before = try await landscape.ticketWrites().count
        guard try await closed() == 0 else { throw HarnessError("a ticket was closed while nothing answered") }
        try await landscape.misbehave(.serviceNow, [])
        _ = try await eventually("every ticket being closed", within: .seconds(600), every: .milliseconds(250)) {
            let closed = try await closed()
            guard closed == settlements else { throw HarnessError("\(settlements - closed) are open") }
            return true
        }
        let settled = ContinuousClock.now
        _ = try await eventually("all queues being empty", within: .seconds(120), every: .seconds(1)) {
            try await landscape.broker.isIdle() ? true : nil
        }
        try await landscape.insistLandedOnce(requests)
        try await landscape.insistNoDeadLetters()
        let writes = try await landscape.ticketWrites()
        return TicketOutageReport(
            settlements: settlements, away: back - gone, settling: settled - back,
            mostCallsAtATime: try await state()["most_calls_at_a_time"].integer ?? .max,
            closings: writes.dropFirst(before).filter { $0.newState == "3" }.map(\.at))
    }

    private func order() async throws -> [Request] {
        try await withThrowingTaskGroup(of: Request.self) { group in
            var requests: [Request] = []
            for number in 1...settlements {
                if number > Self.width, let request = try await group.next() { requests.append(request) }
                let order = StormOrder(
                    person: Cast.Person(number: number), entitlements: [Cast.readers], isApproved: true)
                group.addTask {
                    let placed = try await landscape.place(order)
                    return Request(
                        person: order.person, entitlements: order.entitlements, ritm: placed.ritm, sysID: placed.sysID)
                }
            }
            for try await request in group { requests.append(request) }
            return requests
        }
    }

    /// Waits until so many such events are on record.
    private func awaitEvents(_ count: Int, of type: String) async throws {
        _ = try await eventually("\(count) \(type)", within: .seconds(600), every: .milliseconds(500)) {
            let query = "SELECT count(*) FROM audit.events WHERE type = '\(type)';"
            let seen = try await landscape.database.rows(query).first?.first ?? "0"
            guard Int(seen) == count else { throw HarnessError("there are \(seen)") }
            return true
        }
    }

    private func closed() async throws -> Int { try await state()["items_by_state"]["3 approved"].integer ?? 0 }

    private func state() async throws -> JSON { try await landscape.serviceNow.get("/_sim/state") }
}
