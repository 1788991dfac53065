import OrderedCollections
import SimulatorKit

/// Ordering: one request with one item, its variables, and the people who are asked.
extension Instance {
    mutating func place(_ order: Order, now: GlideDateTime) throws(Refusal) -> Ordered {
        guard let product = database.find("sc_cat_item", order.item),
            database.value("active", of: product) == "true"
        else { throw Refusal(404, "Catalog item not found", "No active item \(order.item)") }
        guard database.find("sys_user", order.requestedFor) != nil else {
            throw Refusal(400, "Invalid requested_for", "No user \(order.requestedFor)")
        }
        let answers = try answers(to: order)
        let opener = Caller(
            userName: database.value("user_name", of: "sys_user", order.openedBy), userID: order.openedBy,
            isPlatform: true)
        let context = WriteContext(caller: opener, now: now, cause: "order")
        let people = ["requested_for": order.requestedFor, "opened_by": order.openedBy]
        let name = database.value("name", of: product)
        let request = try insert(
            "sc_request",
            people.merging([
                "approval": "approved", "request_state": "in_process", "stage": "approved", "short_description": name,
            ]) { $1 }, context)
        let approvers = order.approvers ?? manager(of: order.requestedFor)
        let item = try insert(
            "sc_req_item",
            people.merging([
                "request": database.value("sys_id", of: request), "cat_item": order.item, "short_description": name,
                "quantity": String(order.quantity), "approval": approvers.isEmpty ? "not requested" : "requested",
            ]) { $1 }, context)
        let id = database.value("sys_id", of: item)
        for answer in answers { try save(answer, of: id, context) }
        for approver in approvers {
            try insert(
                "sysapproval_approver",
                [
                    "approver": approver, "state": "requested", "sysapproval": id, "document_id": id,
                    "source_table": "sc_req_item",
                ], context)
        }
        if approvers.isEmpty {
            try update(item, ["approval": "approved"], context.platform("flow: No approval needed"))
        } else if order.isApproved {
            _ = try decide(id, "approved", approver: nil, now: now)
        }
        return Ordered(request: request, item: item)
    }

    private func manager(of person: String) -> [String] {
        let manager = database.value("manager", of: "sys_user", person)
        return manager.isEmpty ? [] : [manager]
    }

    /// What was said to one question of the item, or to one multi-row set.
    private enum Answer {
        case single(variable: String, value: String, order: String)
        case rows(set: String, rows: [[(variable: String, value: String)]])
    }

    private func answers(to order: Order) throws(Refusal) -> [Answer] {
        var answers: [Answer] = []
        var questions = database.places(in: "item_option_new", where: "cat_item", is: order.item)
        let sets = database.places(in: "io_set_item", where: "sc_cat_item", is: order.item)
            .map { database.value("variable_set", of: $0) }
        for set in sets {
            let members = database.places(in: "item_option_new", where: "variable_set", is: set)
            guard database.value("type", of: "item_option_new_set", set) == "one_to_many" else {
                questions += members
                continue
            }
            let name = database.value("internal_name", of: "item_option_new_set", set)
            let rows = (order.variables[name]?.array ?? []).map { row in
                members.map { (database.value("sys_id", of: $0), text(row[database.value("name", of: $0)])) }
            }
            answers.append(.rows(set: set, rows: rows))
        }
        for question in questions where database.value("active", of: question) == "true" {
            let given = text(order.variables[database.value("name", of: question)])
            let value = given.isEmpty ? database.value("default_value", of: question) : given
            if value.isEmpty, database.value("mandatory", of: question) == "true" {
                throw Refusal(400, "Mandatory Variables are required", nil)
            }
            answers.append(
                .single(
                    variable: database.value("sys_id", of: question), value: value,
                    order: database.value("order", of: question)))
        }
        return answers
    }

    private func text(_ json: JSONValue?) -> String {
        switch json {
        case nil, .null: ""
        case .string(let text): text
        case .array(let elements): elements.map { text($0) }.joined(separator: ",")
        case .some(let other): other.text
        }
    }

    private mutating func save(_ answer: Answer, of item: String, _ context: WriteContext) throws(Refusal) {
        switch answer {
        case .single(let variable, let value, let order):
            try link(["item_option_new": variable, "value": value, "order": order], to: item, context)
        case .rows(let set, let rows):
            // The item's own option of a multi-row set is empty; what was said is in a table of its own.
            try link(["order": "0"], to: item, context)
            for row in rows {
                let index = identifiers.sysID()
                for cell in row {
                    try insert(
                        "sc_multi_row_question_answer",
                        [
                            "parent_id": item, "parent_table_name": "sc_req_item", "item_option_new": cell.variable,
                            "variable_set": set, "value": cell.value, "row_index": index,
                        ], context)
                }
            }
        }
    }

    private mutating func link(_ option: [String: String], to item: String, _ context: WriteContext) throws(Refusal) {
        let place = try insert("sc_item_option", option, context)
        try insert(
            "sc_item_option_mtom",
            ["request_item": item, "sc_item_option": database.value("sys_id", of: place)], context)
    }
}
