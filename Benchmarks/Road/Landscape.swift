import BenchmarkSupport
import Foundation
import HTTPTypes

/// The running stack, seen from outside: what people do in ServiceNow, and the simulators' journals as witnesses.
struct Landscape: Sendable {
    /// A write that took effect in a simulator.
    struct Entry: Decodable, Sendable {
        struct Change: Decodable, Sendable {
            let new: String
        }

        let at: SimulatorTime
        let effect: String
        /// Entra only: who was added.
        let memberID: String?
        /// ServiceNow only: the record, and what became of its fields.
        let number: String?
        let changes: [String: Change]?

        enum CodingKeys: String, CodingKey {
            case at
            case effect
            case memberID = "member_id"
            case number
            case changes
        }
    }

    let http: BenchmarkHTTP
    let entra: String
    let serviceNow: String
    /// The processes of the stack's parts.
    let processes: ProcessFigures

    init(root: String) throws {
        let environment = ProcessInfo.processInfo.environment
        guard let entra = environment["LANDFALL_GRAPH_URL"], let serviceNow = environment["LANDFALL_SERVICENOW_URL"]
        else {
            throw BenchmarkFailure("LANDFALL_GRAPH_URL and LANDFALL_SERVICENOW_URL must be those of a running stack")
        }
        self.entra = entra
        self.serviceNow = serviceNow
        let root = URL(filePath: root, directoryHint: .isDirectory)
        self.processes = ProcessFigures(folder: root.appending(path: ".run/pids"))
        self.http = try BenchmarkHTTP()
    }

    /// Orders access that needs no more than the ticket's own approval, which it gets at once.
    func order(for person: BenchmarkPerson) async throws {
        let body = """
            {"item":"Application access","requested_for":"\(person.userName)","approved":true,"approvers":["ben.okafor@contoso.example"],\
            "variables":{"entitlement":"APP-FIN-READERS"}}
            """
        try await http.send(.post, serviceNow + "/_sim/order", json: Array(body.utf8))
    }

    /// The writes to Entra after the first `count`.
    func entraJournal(after count: Int) async throws -> [Entry] {
        try await http.records("journal", of: entra, after: count)
    }

    /// The writes to ServiceNow after the first `count`.
    func serviceNowJournal(after count: Int) async throws -> [Entry] {
        try await http.records("journal", of: serviceNow, after: count)
    }
}
