import OrderedCollections
import SimulatorKit

extension SimulatedServiceNow {
    /// The tickets, each with all that belongs to it, in an instance whose integration user lives in Sydney, and in which nobody signs in
    /// with a password.
    static func seed(_ tickets: [WeatherTicket], hidden: Int, rules: JSONObject) -> JSONValue {
        let people = tickets.map { row($0.row("d1"), ["user_name": $0.person, "name": $0.person]) }
        let others = [
            row(hiddenPerson, ["user_name": "hidden", "name": "Hidden"]),
            row(approver, ["user_name": "olga", "name": "Olga Orlova"]),
            row("d9", ["user_name": integrationUser, "name": "Landfall", "time_zone": "Australia/Sydney"]),
        ]
        let hiddenItems = (0..<hidden).map { index in
            item("a0\(index)", "RITM009\(1000 + index)", for: hiddenPerson, approval: "approved")
        }
        let tables: JSONObject = [
            "sys_user": .array(people + others),
            "sys_user_group": [row(group, ["name": "Identity operations"])],
            "sys_properties": [
                row("e91", ["name": "glide.oauth.inbound.client.credential.grant_type.enabled", "value": "true"]),
                row("e92", ["name": "glide.authenticate.basic_auth.restriction.default_decision", "value": "deny"]),
            ],
            "sc_cat_item": [row(catalogueItem, ["name": "Application access", "active": "true"])],
            "item_option_new": [
                row(question, ["cat_item": catalogueItem, "name": variable, "question_text": "Which", "type": "21"])
            ],
            "sc_req_item": .array(
                hiddenItems
                    + tickets.map { item($0.sysID, $0.ritm, for: $0.row("d1"), approval: "requested") }),
            "sc_item_option": .array(
                tickets.map { ticket in
                    let wanted = ticket.wish.entitlements.joined(separator: ",")
                    return row(ticket.row("f1"), ["item_option_new": question, "value": wanted])
                }),
            "sc_item_option_mtom": .array(
                tickets.map { row($0.row("f2"), ["request_item": $0.sysID, "sc_item_option": $0.row("f1")]) }),
            "sysapproval_approver": .array(
                tickets.map { ticket in
                    row(
                        ticket.row("f3"),
                        [
                            "approver": ticket.hasApprover ? approver : "", "state": "requested",
                            "sysapproval": ticket.sysID, "document_id": ticket.sysID, "source_table": "sc_req_item",
                        ])
                }),
        ]
        return [
            "oauth": [["client_id": .string(client), "client_secret": .string(secret)]],
            "users": [["user_name": .string(integrationUser), "password": "not used"]],
            "tables": .object(tables),
            "rules": .object(rules.merging(["seed": 1]) { $1 }),
        ]
    }

    private static func item(_ id: String, _ number: String, for person: String, approval: String) -> JSONValue {
        row(
            id,
            [
                "number": number, "state": "1", "active": "true", "approval": approval, "cat_item": catalogueItem,
                "requested_for": person,
            ])
    }

    /// All with one time stamp.
    private static func row(_ id: String, _ values: [String: String]) -> JSONValue {
        var row = JSONObject(values.map { ($0.key, JSONValue.string($0.value)) }, uniquingKeysWith: { $1 })
        row["sys_id"] = .string(id)
        row["sys_created_on"] = "2026-11-23 08:10:00"
        return .object(row)
    }
}
