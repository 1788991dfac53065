import HTTPTypes
import OrderedCollections
import SimulatorKit
import Synchronization

/// Control endpoints of its own: ordering and deciding in the stead of people, and changing rules on the way.
extension ServiceNowSimulator {
    func control(_ request: SimulatorRequest) async -> SimulatorResponse? {
        do {
            switch (request.method, request.segments.dropFirst().joined(separator: "/")) {
            case (.post, "order"): return try order(request)
            case (.post, "approve"): return try decide(request)
            case (.get, "rules"): return .json(instance.withLock { $0.publicRules })
            case (.post, "rules"): return try changeRules(request)
            case (.get, "webhooks"): return .json(.array(webhooks.sent.map(\.json)))
            case (.post, "tokens/revoke"):
                instance.withLock { $0.tokens.revokeAll() }
                return SimulatorResponse(status: .noContent)
            default: return nil
            }
        } catch let refusal as Refusal {
            return .refusal(refusal)
        } catch {
            return .json(["error": .string("\(error)")], status: .badRequest)
        }
    }

    /// `POST /_sim/order`: `item`, `requested_for`, `opened_by`, `variables`, `approvers`, `approved`, `count`. Items
    /// by sys_id or name, people by sys_id or user name.
    private func order(_ request: SimulatorRequest) throws -> SimulatorResponse {
        let control = try OrderControl(try request.json())
        var made: [JSONValue] = []
        for _ in 0..<control.count {
            // One at a time, so that other calls get in between when thousands are made.
            made.append(
                try change(requestID: request.id, at: request.receivedAt) { instance throws(Refusal) in
                    let order = try control.order(in: instance)
                    let ordered = try instance.place(order, now: GlideDateTime(request.receivedAt))
                    return instance.description(of: ordered)
                })
        }
        return .json(["orders": .array(made)], status: .created)
    }

    /// `POST /_sim/approve`: `number` or `sys_id` of a record, `state` (default `approved`), `approver` (a user name,
    /// else everybody who is asked).
    private func decide(_ request: SimulatorRequest) throws -> SimulatorResponse {
        var reader = try RuleReader(try request.json(), in: "The decision")
        let number = try reader.string("number") ?? ""
        let sysID = try reader.string("sys_id") ?? ""
        let state = try reader.string("state") ?? "approved"
        let approver = try reader.string("approver")
        try reader.finish()
        let count = try change(requestID: request.id, at: request.receivedAt) { instance throws(Refusal) in
            guard let id = instance.record(number: number, sysID: sysID) else { throw .noRecord }
            return try instance.decide(
                id, state, approver: approver.map { instance.person($0) ?? $0 }, now: GlideDateTime(request.receivedAt))
        }
        return .json(["decided": .integer(count)])
    }

    /// `POST /_sim/rules`: the members that are given take the place of those in force.
    private func changeRules(_ request: SimulatorRequest) throws -> SimulatorResponse {
        guard let changes = try request.json().object else { throw MalformedInput("The rules must be an object.") }
        guard changes["requested_for_column"] == nil, changes["seed"] == nil else {
            throw MalformedInput("\"requested_for_column\" and \"seed\" can only be set by a reset.")
        }
        try instance.withLock { instance in
            let merged = instance.rulesJSON.merging(changes) { $1 }
            instance.rules = try Rules(.object(merged))
            instance.rulesJSON = merged
            instance.sendsWebhooks(unlessToldOtherwise: webhooks.hasTarget)
        }
        return SimulatorResponse(status: .noContent)
    }

    func state() -> JSONValue {
        let waiting = webhooks.sent.count
        return instance.withLock { instance in
            var tables: JSONObject = [:]
            for (name, table) in instance.database.tables.sorted(by: { $0.key < $1.key }) where table.count > 0 {
                tables[name] = .integer(table.count)
            }
            return [
                "tables": .object(tables), "items_by_state": instance.itemsByState, "rules": instance.publicRules,
                "webhooks_sent": .integer(waiting), "most_calls_at_a_time": .integer(environment.requests.mostAtATime),
            ]
        }
    }
}

extension WebhookSender.Outcome {
    var json: JSONValue {
        [
            "at": .string(Timestamp(at).iso8601), "table": .string(notice.table), "sys_id": .string(notice.sysID),
            "number": .string(notice.number), "status": .integer(status), "failure": .optional(failure),
        ]
    }
}
