import OrderedCollections
import SimulatorKit

/// Looking at the instance from outside, for control endpoints.
extension Instance {
    /// The sys_id of somebody by sys_id or user name.
    func person(_ name: String) -> String? {
        if database.find("sys_user", name) != nil { return name }
        return database.places(in: "sys_user", where: "user_name", is: name).first.map {
            database.value("sys_id", of: $0)
        }
    }

    /// The sys_id of a task by number or sys_id.
    func record(number: String, sysID: String) -> String? {
        if database.find("task", sysID) != nil { return sysID }
        for table in database.classes(of: "task") {
            if let place = database.places(in: table, where: "number", is: number).first, !number.isEmpty {
                return database.value("sys_id", of: place)
            }
        }
        return nil
    }

    func description(of ordered: Ordered) -> JSONValue {
        let id = database.value("sys_id", of: ordered.item)
        return [
            "request": identity(of: ordered.request), "item": identity(of: ordered.item),
            "approvers": .array(
                approvers(of: id).map { place in
                    [
                        "sys_id": .string(database.value("sys_id", of: place)),
                        "approver": .string(database.value("approver", of: place)),
                    ]
                }),
        ]
    }

    private func identity(of place: Database.Place) -> JSONValue {
        [
            "number": .string(database.value("number", of: place)),
            "sys_id": .string(database.value("sys_id", of: place)),
        ]
    }

    /// How many requested items are in each state and approval.
    var itemsByState: JSONValue {
        guard let table = database.tables["sc_req_item"] else { return [:] }
        var counts: [String: Int] = [:]
        for position in table.positions where table[position] != nil {
            let key = "\(table.value("state", at: position)) \(table.value("approval", at: position))"
            counts[key, default: 0] += 1
        }
        return .object(
            JSONObject(counts.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }, uniquingKeysWith: { $1 })
        )
    }

    /// The rules in force, without the key that webhooks are signed with.
    var publicRules: JSONValue {
        var rules = rulesJSON
        if var webhook = rules["webhook"]?.object, webhook["key"] != nil {
            webhook["key"] = "(not shown)"
            rules["webhook"] = .object(webhook)
        }
        return .object(rules)
    }
}
