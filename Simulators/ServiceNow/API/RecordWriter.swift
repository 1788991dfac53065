import Foundation
import OrderedCollections
import SimulatorKit

/// Writes records as the Table API shows them: every scalar is a string, an empty reference too.
struct RecordWriter {
    /// One field that was asked for, and the columns on the way to it.
    private struct Field {
        let name: String
        let path: [String]
        let column: Column
    }

    private enum Selected {
        case field(Field)
        /// `variables.<name>` of a requested item: can be read, though never written.
        case variable(name: String, variable: String)
    }

    private let instance: Instance
    private let parameters: TableParameters
    private let baseURL: String
    private let caller: Caller
    private var selections: [String: [Selected]] = [:]
    private var labels: [String: String] = [:]

    init(_ instance: Instance, _ parameters: TableParameters, baseURL: String, caller: Caller) {
        self.instance = instance
        self.parameters = parameters
        self.baseURL = baseURL
        self.caller = caller
    }

    /// Appends one record as a JSON object.
    mutating func write(_ place: Database.Place, to bytes: inout [UInt8]) {
        let hidden = instance.rules.access.isEmpty ? [] : instance.hiddenFields(of: place, caller)
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for selected in selection(of: place.table) {
            let value: JSONValue
            let name: String
            switch selected {
            case .field(let field):
                guard !hidden.contains(field.path[0]) else { continue }
                name = field.name
                value = self.value(of: field, at: place)
            case .variable(let fieldName, let variable):
                name = fieldName
                let text = instance.variable(variable, of: instance.database.value("sys_id", of: place)) ?? ""
                value = parameters.displayValue == .all ? Self.both(text, text) : .string(text)
            }
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            JSONValue.string(name).append(to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            value.append(to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    /// The fields to show of a table: what is not there is passed over.
    private mutating func selection(of table: String) -> [Selected] {
        if let known = selections[table] { return known }
        let columns = instance.database.tables[table]?.columns ?? []
        let names = parameters.fields ?? columns.map(\.name)
        let found = names.compactMap { name -> Selected? in
            let path = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
            if table == "sc_req_item", path.count == 2, path[0] == "variables" {
                return .variable(name: name, variable: path[1])
            }
            return instance.database.columns(along: path, from: table)?.last.map {
                .field(Field(name: name, path: path, column: $0))
            }
        }
        selections[table] = found
        return found
    }

    private mutating func value(of field: Field, at place: Database.Place) -> JSONValue {
        guard let end = instance.database.follow(field.path, from: place) else {
            return parameters.displayValue == .all ? Self.both("", "") : ""
        }
        let column = field.column
        if column.isJournal || !journals(of: column).isEmpty { return journal(column, at: end) }
        let raw = instance.database.value(column.name, of: end)
        if let target = column.target { return reference(raw, to: target) }
        switch parameters.displayValue {
        case .raw: return .string(raw)
        case .display: return .string(display(raw, column, at: end))
        case .all: return Self.both(display(raw, column, at: end), raw)
        }
    }

    private func reference(_ id: String, to target: String) -> JSONValue {
        let link = JSONValue.string("\(baseURL)/api/now/table/\(target)/\(id)")
        switch parameters.displayValue {
        case .raw:
            guard !id.isEmpty, !parameters.excludesLinks else { return .string(id) }
            return .object(["link": link, "value": .string(id)])
        case .display:
            let shown = id.isEmpty ? "" : instance.database.display(of: target, id)
            guard !id.isEmpty, !parameters.excludesLinks else { return .string(shown) }
            return .object(["display_value": .string(shown), "link": link])
        case .all:
            let shown = id.isEmpty ? "" : instance.database.display(of: target, id)
            guard !id.isEmpty, !parameters.excludesLinks else { return Self.both(shown, id) }
            return .object(["display_value": .string(shown), "link": link, "value": .string(id)])
        }
    }

    private mutating func display(_ raw: String, _ column: Column, at place: Database.Place) -> String {
        guard !raw.isEmpty else { return "" }
        switch column.kind {
        case .choice:
            let key = "\(place.table) \(column.name) \(raw)"
            if let known = labels[key] { return known }
            let label = instance.database.label(of: raw, table: place.table, element: column.name) ?? raw
            labels[key] = label
            return label
        case .dateTime: return GlideDateTime(raw)?.text(in: caller.zone) ?? raw
        case .list(let table):
            return raw.split(separator: ",").map { instance.database.display(of: table, String($0)) }
                .joined(separator: ", ")
        default: return raw
        }
    }

    private func journals(of column: Column) -> [String] {
        switch column.kind {
        case .journal: [column.name]
        case .journalList(let names): names
        default: []
        }
    }

    /// Raw, a journal is empty however much is in it; displayed, it is one text with the newest entry on top.
    private func journal(_ column: Column, at place: Database.Place) -> JSONValue {
        guard parameters.displayValue != .raw else { return "" }
        let elements = journals(of: column)
        let id = instance.database.value("sys_id", of: place)
        let text = instance.database.places(in: "sys_journal_field", where: "element_id", is: id).reversed()
            .filter { elements.contains(instance.database.value("element", of: $0)) }
            .map { entry in
                let at = GlideDateTime(instance.database.value("sys_created_on", of: entry))
                let element = instance.database.value("element", of: entry)
                let label = instance.database.tables[place.table]?.column(element)?.label ?? element
                let author = instance.displayName(ofUser: instance.database.value("sys_created_by", of: entry))
                let text = instance.database.value("value", of: entry)
                return "\(at?.text(in: caller.zone) ?? "") - \(author) (\(label))\n\(text)\n\n"
            }.joined()
        return parameters.displayValue == .all ? Self.both(text, "") : .string(text)
    }

    private static func both(_ display: String, _ value: String) -> JSONValue {
        .object(["display_value": .string(display), "value": .string(value)])
    }
}

extension Instance {
    func displayName(ofUser userName: String) -> String {
        guard let place = database.places(in: "sys_user", where: "user_name", is: userName).first else {
            return userName
        }
        let name = database.value("name", of: place)
        return name.isEmpty ? userName : name
    }

    /// The value of a requested item's variable, found through its options.
    func variable(_ name: String, of item: String) -> String? {
        for link in database.places(in: "sc_item_option_mtom", where: "request_item", is: item) {
            guard let option = database.find("sc_item_option", database.value("sc_item_option", of: link)),
                database.value("name", of: "item_option_new", database.value("item_option_new", of: option)) == name
            else { continue }
            return database.value("value", of: option)
        }
        return nil
    }
}
