import Foundation
import HTTP

/// What people do in ServiceNow: order, approve, look at the ticket.
///
/// Ordering and approving stand for somebody's clicks and are control endpoints of the simulator. Tickets are read
/// through the Table API, as any other client would.
struct ServiceNowDesk: Sendable {
    private let control: JSONEndpoint
    private let tables: JSONEndpoint

    /// - Throws: If there is no token to be had.
    init(settings: DemoSettings, client: HTTPClient) async throws {
        control = JSONEndpoint(name: "the ServiceNow simulator", base: settings.serviceNowURL, client: client)
        var tables = control
        tables.authorization = try await control.token(
            at: "/oauth_token.do",
            form: [
                "grant_type": "client_credentials", "client_id": settings.serviceNowClientID,
                "client_secret": try secret(in: settings.serviceNowClientSecretFile),
            ])
        self.tables = tables
    }

    /// Orders an item of the catalogue, as the person it is for.
    func order(_ order: Order) async throws -> Ordered {
        struct Answer: Decodable {
            let orders: [Ordered]
        }
        let data = try await control.post("/_sim/order", order)
        guard let ordered = try JSONDecoder().decode(Answer.self, from: data).orders.first else {
            throw DemoFailure("the ServiceNow simulator ordered nothing")
        }
        return ordered
    }

    func setFaults(_ rules: [FaultRule]) async throws {
        try await control.post("/_sim/faults", rules)
    }

    /// Approves it, as everybody who is asked: on that, ServiceNow tells Landfall.
    func approve(_ ordered: Ordered) async throws {
        try await control.post("/_sim/approve", ["sys_id": ordered.item.sys_id])
    }

    /// The display names of those who are asked to approve.
    func approvers(of ordered: Ordered) async throws -> [String] {
        let answer: Answer<[String: Field]> = try await tables.get(
            "/api/now/table/sysapproval_approver",
            query: [
                "sysparm_query": "sysapproval=\(ordered.item.sys_id)", "sysparm_display_value": "all",
                "sysparm_fields": "approver",
            ])
        return answer.result.compactMap { $0["approver"]?.display_value }
    }

    func ticket(_ ordered: Ordered) async throws -> Ticket {
        struct One: Decodable {
            let result: [String: Field]
        }
        let item: One = try await tables.get(
            "/api/now/table/sc_req_item/\(ordered.item.sys_id)",
            query: [
                "sysparm_display_value": "all", "sysparm_fields": "number,state,assigned_to,assignment_group",
            ])
        let notes: Answer<[String: String]> = try await tables.get(
            "/api/now/table/sys_journal_field",
            query: [
                "sysparm_query": "element_id=\(ordered.item.sys_id)^element=work_notes^ORDERBYsys_created_on",
                "sysparm_fields": "value",
            ])
        let owners = ["assignment_group", "assigned_to"].compactMap { item.result[$0]?.display_value }
        return Ticket(
            number: ordered.item.number, state: item.result["state"].flatMap { Ticket.State(rawValue: $0.value) },
            stateLabel: item.result["state"]?.display_value ?? "",
            owner: owners.filter { !$0.isEmpty }.joined(separator: ", "),
            workNotes: notes.result.compactMap { $0["value"] })
    }

    /// The incidents that Landfall has opened about a ticket.
    func incidents(about ordered: Ordered) async throws -> [Incident] {
        let answer: Answer<[String: Field]> = try await tables.get(
            "/api/now/table/incident",
            query: [
                "sysparm_query": "correlation_idSTARTSWITHlandfall:\(ordered.item.number)^ORDERBYnumber",
                "sysparm_display_value": "all",
                "sysparm_fields": "number,state,assignment_group,short_description,description",
            ])
        return answer.result.map { row in
            Incident(
                number: row["number"]?.value ?? "", stateLabel: row["state"]?.display_value ?? "",
                group: row["assignment_group"]?.display_value ?? "", title: row["short_description"]?.value ?? "",
                description: row["description"]?.value ?? "")
        }
    }

    private struct Answer<Row: Decodable>: Decodable {
        let result: [Row]
    }

    /// A field as `sysparm_display_value=all` gives it.
    private struct Field: Decodable {
        let display_value: String
        let value: String
    }
}

/// The content of a file that holds nothing but a secret.
func secret(in file: String) throws(DemoFailure) -> String {
    guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
        throw DemoFailure("the file \(file) can't be read")
    }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
}
