import Foundation
import HTTPTypes
import OrderedCollections
import Synchronization
import TestSupport

@testable import ServiceNowSimulator
@testable import SimulatorKit

/// The simulated ServiceNow, served over HTTP, with its witnesses and its controls.
struct SimulatedServiceNow: Sendable {
    static let client = "landfall"
    static let secret = "secret-of-the-instance-~.1"
    static let integrationUser = "svc.landfall"
    static let catalogueItem = "e1000000000000000000000000000001"
    static let variable = "entitlements"
    static let question = "e2000000000000000000000000000001"
    static let group = "d2000000000000000000000000000001"
    static let approver = "d3000000000000000000000000000001"
    /// Items that are for this person may not be seen.
    static let hiddenPerson = "d4000000000000000000000000000001"

    let simulator: ServiceNowSimulator
    let url: String

    /// Serves it while `body` runs.
    ///
    /// - Parameter hidden: how many more items stand before the tickets, approved and not to be seen.
    static func with(
        _ tickets: [WeatherTicket], hidden: Int = 0, rules: JSONObject = [:],
        _ body: @escaping @Sendable (SimulatedServiceNow) async throws -> Void
    ) async throws {
        let simulator = try ServiceNowSimulator(seed: seed(tickets, hidden: hidden, rules: rules))
        try await SimulatorServer(simulator, logger: TestBroker.quiet).withRunning { addresses in
            try await body(SimulatedServiceNow(simulator: simulator, url: addresses.http))
        }
    }

    // MARK: - Witnesses

    /// What the calls of others than the instance itself have done to a ticket, in order.
    struct Told: Sendable {
        /// Each state that it was given.
        var states: [String] = []
        /// Each work note.
        var notes: [String] = []
    }

    func told(_ ticket: WeatherTicket) -> Told {
        writes(to: "sc_req_item").filter { $0.details["sys_id"]?.string == ticket.sysID }.reduce(into: Told()) {
            told, entry in
            if let state = entry.details["changes"]?["state"]?["new"]?.string { told.states.append(state) }
            told.notes += Self.notes(of: entry)
        }
    }

    /// The incidents of a ticket: how often each was made, and what was noted on it.
    func incidents(of ticket: WeatherTicket) -> [Told] {
        var found: OrderedDictionary<String, Told> = [:]
        let name = "landfall:\(ticket.ritm)"
        for entry in writes(to: "incident") {
            guard let id = entry.details["sys_id"]?.string else { continue }
            let isOurs = entry.details["changes"]?["correlation_id"]?["new"]?.string?.hasPrefix(name) == true
            guard isOurs || found[id] != nil else { continue }
            if let state = entry.details["changes"]?["state"]?["new"]?.string {
                found[id, default: Told()].states.append(state)
            }
            found[id, default: Told()].notes += Self.notes(of: entry)
        }
        return Array(found.values)
    }

    private func writes(to table: String) -> [Journal.Entry] {
        simulator.environment.journal.entries.filter { $0.details["table"]?.string == table }
    }

    private static func notes(of entry: Journal.Entry) -> [String] {
        (entry.details["notes"]?.array ?? []).filter { $0["element"]?.string == "work_notes" }
            .compactMap { $0["text"]?.string }
    }

    /// Every call so far: its method, its path, and what it was answered with.
    var calls: [(method: String, path: String, status: Int?)] {
        (simulator.environment.requests.json(after: 0).entries.array ?? []).map { entry in
            (entry["method"]?.string ?? "", entry["path"]?.string ?? "", entry["status"]?.integer)
        }
    }

    func calls(_ method: String, for ticket: WeatherTicket) -> Int {
        calls.count { $0.method == method && $0.path.hasSuffix("/sc_req_item/\(ticket.sysID)") }
    }

    var mostCallsAtATime: Int { simulator.environment.requests.mostAtATime }

    // MARK: - Controls

    /// The person who is asked says yes.
    func approve(_ ticket: WeatherTicket) throws {
        try simulator.change(requestID: nil, at: Date()) { (instance: inout Instance) throws(Refusal) in
            _ = try instance.decide(ticket.sysID, "approved", approver: nil, now: GlideDateTime(Date()))
        }
    }

    /// Rules in place of all that were there.
    func misbehave(_ rules: [JSONValue]) throws {
        try simulator.environment.faults.replaceRules(.array(rules))
    }

    /// Limits every user to so many calls in an hour, noticed at once; nil takes the limit away.
    func limit(callsPerHour count: Int?) throws {
        try simulator.change(requestID: nil, at: Date()) { (instance: inout Instance) throws(Refusal) in
            let context = WriteContext(caller: .platform, now: GlideDateTime(Date()))
            if let count {
                _ = try instance.insert(
                    "sys_rate_limit_rules",
                    [
                        "active": "true", "rest_api": "Table API", "type": "all",
                        "request_limit_per_hour": String(count),
                    ], context)
            } else {
                for place in instance.database.places(in: "sys_rate_limit_rules", where: "rest_api", is: "Table API") {
                    try instance.delete(place, context)
                }
            }
        }
    }

    func revokeTokens() { simulator.instance.withLock { $0.tokens.revokeAll() } }
}
