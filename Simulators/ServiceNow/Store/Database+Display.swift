/// What people see in place of a stored value.
extension Database {
    /// What stands for a row: a person's name, a record's number.
    func display(of table: String, _ sysID: String, depth: Int = 0) -> String {
        guard let place = find(table, sysID), let schema = tables[place.table]?.schema else { return "" }
        let value = self.value(schema.displayColumn, of: place)
        guard depth < 3, let target = tables[place.table]?.column(schema.displayColumn)?.target else { return value }
        return display(of: target, value, depth: depth + 1)
    }

    /// The row that shows as that, the other way round; the sys_id itself will do, too.
    func sysID(in table: String, showing text: String) -> String? {
        if find(table, text) != nil { return text }
        for name in classes(of: table) {
            guard let found = tables[name],
                let place = places(in: name, where: found.schema.displayColumn, is: text).first
            else { continue }
            return value("sys_id", of: place)
        }
        return nil
    }

    /// The label of a choice, as `sys_choice` has it for the table or the one that it extends.
    func label(of value: String, table: String, element: String) -> String? {
        choice(table: table, element: element) { self.value("value", of: $0) == value }.map {
            self.value("label", of: $0)
        }
    }

    /// The value of the choice with that label.
    func choiceValue(labelled label: String, table: String, element: String) -> String? {
        choice(table: table, element: element) { self.value("label", of: $0) == label }.map {
            self.value("value", of: $0)
        }
    }

    private func choice(table: String, element: String, where matches: (Place) -> Bool) -> Place? {
        let choices = places(in: "sys_choice", where: "element", is: element)
        for name in [table, tables[table]?.schema.parent ?? ""] where !name.isEmpty {
            let found = choices.first {
                value("name", of: $0) == name && value("language", of: $0) == "en"
                    && value("inactive", of: $0) != "true" && matches($0)
            }
            if let found { return found }
        }
        return nil
    }
}
