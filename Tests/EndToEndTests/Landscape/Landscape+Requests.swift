import Foundation

/// A request that somebody made in a landscape.
struct Request: Sendable, Hashable {
    let person: Cast.Person
    /// In the order of the plan.
    let entitlements: [Cast.Entitlement]
    let ritm: String
    let sysID: String
}

extension Landscape {
    /// Somebody orders entitlements in the catalogue, and the approver approves that.
    func orderAndApprove(
        _ entitlements: Cast.Entitlement..., for person: Cast.Person? = nil, until: Date? = nil
    ) async throws -> Request {
        let wanted = entitlements.isEmpty ? [Cast.readers] : entitlements
        let request = try await order(wanted, for: try person ?? newPerson(), until: until)
        try await approve(request)
        return request
    }

    func order(_ entitlement: Cast.Entitlement, for person: Cast.Person) async throws -> Request {
        try await order([entitlement], for: person)
    }

    private func order(
        _ entitlements: [Cast.Entitlement], for person: Cast.Person, until: Date? = nil
    ) async throws -> Request {
        let names = entitlements.map { JSON.string($0.name) }
        var variables: [String: JSON] =
            names.count == 1 ? [Cast.variable: names[0]] : [Cast.listVariable: .array(names)]
        if let until {
            // To the second, in UTC, as ServiceNow keeps it.
            let parts = Date.ISO8601FormatStyle().format(until).dropLast().split(separator: "T")
            variables[Cast.endVariable] = .string(parts.joined(separator: " "))
        }
        let answer = try await serviceNow.expect(
            "POST", "/_sim/order",
            json: [
                "item": .string(Cast.catalogueItem), "requested_for": .string(person.sysID),
                "opened_by": .string(person.sysID), "variables": .object(variables),
                "approvers": [.string(Cast.approver.sysID)],
            ])
        let item = try answer.json()["orders"][0]["item"]
        guard let number = item["number"].string, let sysID = item["sys_id"].string else {
            throw HarnessError("the order was answered without an item: \(answer.text)")
        }
        return Request(person: person, entitlements: entitlements, ritm: number, sysID: sysID)
    }

    /// Decides every approval row of the request.
    func approve(_ request: Request) async throws {
        let pending = try await rows(
            of: "sysapproval_approver", where: "sysapproval=\(request.sysID)", fields: "sys_id,state")
        guard !pending.isEmpty else { throw HarnessError("\(request.ritm) has nobody to approve it") }
        for row in pending {
            guard let sysID = row["sys_id"].string else { continue }
            try await serviceNow.expect(
                "PATCH", "/api/now/table/sysapproval_approver/\(sysID)", json: ["state": "approved"])
        }
    }

    /// Orders many, some at a time.
    func orderAndApprove(count: Int, atATime width: Int = 8) async throws -> [Request] {
        try await withThrowingTaskGroup(of: Request.self) { group in
            var requests: [Request] = []
            for number in 0..<count {
                if number >= width, let request = try await group.next() { requests.append(request) }
                group.addTask { try await self.orderAndApprove() }
            }
            for try await request in group { requests.append(request) }
            return requests
        }
    }

    /// The RITM as the Table API shows it.
    func ticket(_ request: Request) async throws -> JSON {
        try await serviceNow.get(
            "/api/now/table/sc_req_item/\(request.sysID)?sysparm_exclude_reference_link=true")["result"]
    }

    /// Waits until the ticket is closed complete.
    func awaitLanding(_ request: Request, within limit: Duration = .seconds(60)) async throws {
        _ = try await eventually("the landing of \(request.ritm)", within: limit) {
            try await self.ticket(request)["state"].string == "3" ? true : nil
        }
    }

    /// Waits until every ticket is closed complete.
    func awaitLanding(_ requests: [Request], within limit: Duration) async throws {
        let wanted = Set(requests.map(\.ritm))
        _ = try await eventually("the landing of \(wanted.count) requests", within: limit, every: .milliseconds(250)) {
            let missing = wanted.subtracting(try await self.landedTickets())
            guard missing.isEmpty else {
                throw HarnessError("\(missing.count) have not landed, such as \(missing.sorted().prefix(3))")
            }
            return true
        }
    }

    /// The numbers of all tickets that are closed complete.
    func landedTickets() async throws -> Set<String> {
        Set(try await rows(of: "sc_req_item", where: "state=3", fields: "number").compactMap(\.["number"].string))
    }

    func rows(of table: String, where query: String, fields: String) async throws -> [JSON] {
        let path =
            "/api/now/table/\(table)?sysparm_query=\(query.percentEncoded)&sysparm_fields=\(fields.percentEncoded)"
            + "&sysparm_exclude_reference_link=true"
        return try await serviceNow.get(path)["result"].array ?? []
    }
}
