import Foundation
import OrderedCollections
import SimulatorKit

/// Making an instance from seed data: `oauth`, `users`, `tables` with their rows as raw strings, `rules`.
extension Instance {
    /// - Throws: `MalformedInput` for anything that is not understood.
    init(seed: JSONValue, now: GlideDateTime) throws {
        var reader = try RuleReader(seed, in: "The seed")
        rulesJSON = reader.value("rules")?.object ?? [:]
        rules = try Rules(.object(rulesJSON))
        identifiers = IdentifierSource(seed: rules.seed)
        if !rules.hasRequestedForColumn { _ = database.with("sc_req_item") { $0.removeColumn("requested_for") } }
        let users = try reader.list("users", Self.user)
        let clients = try reader.list("oauth") { try Self.client($0, defaultUser: users.first?.name) }
        var tables = reader.value("tables")?.object ?? [:]
        try reader.finish()
        if tables["sys_choice"] == nil {
            tables["sys_choice"] = .array(
                StandardChoices.rows.map { row in
                    .object(JSONObject(row.map { ($0, .string($1)) }, uniquingKeysWith: { $1 }))
                })
        }
        for (table, rows) in tables {
            guard database.has(table) else {
                throw MalformedInput("The seed has a table \"\(table)\" that isn't there.")
            }
            guard let rows = rows.array else {
                throw MalformedInput("\"\(table)\" in the seed must be a list of rows.")
            }
            for row in rows { try load(row, into: table, now: now) }
        }
        for user in users { addUser(user, now: now) }
        for client in clients { tokens.add(client) }
    }

    private struct SeedUser {
        let name: String
        let password: String
        let roles: [String]
    }

    private static func user(_ json: JSONValue) throws -> SeedUser {
        var reader = try RuleReader(json, in: "\"users\" of the seed")
        let user = SeedUser(
            name: try reader.required("user_name"), password: try reader.required("password"),
            roles: try reader.strings("roles") ?? [])
        try reader.finish()
        return user
    }

    private static func client(_ json: JSONValue, defaultUser: String?) throws -> TokenStore.Client {
        var reader = try RuleReader(json, in: "\"oauth\" of the seed")
        let client = TokenStore.Client(
            id: try reader.required("client_id"), secret: try reader.required("client_secret"),
            userName: try reader.string("user") ?? defaultUser)
        try reader.finish()
        return client
    }

    /// Who may sign in is a person of `sys_user`, too.
    private mutating func addUser(_ user: SeedUser, now: GlideDateTime) {
        accounts.add(user.name, password: user.password, roles: Set(user.roles))
        guard database.places(in: "sys_user", where: "user_name", is: user.name).isEmpty else { return }
        let row: JSONObject = ["user_name": .string(user.name), "name": .string(user.name)]
        try? load(.object(row), into: "sys_user", now: now)
    }

    /// Takes a row as it is: no business rule runs, nothing is journalled. A column that the platform doesn't have is
    /// added to the table. Text in a journal field becomes its first entry.
    private mutating func load(_ json: JSONValue, into table: String, now: GlideDateTime) throws {
        guard let members = json.object else { throw MalformedInput("A row of \"\(table)\" must be an object.") }
        var values: [String: String] = [:]
        for (name, value) in members {
            switch value {
            case .string(let text): values[name] = text
            case .bool(let flag): values[name] = flag ? "true" : "false"
            case .integer(let number): values[name] = String(number)
            case .null: values[name] = ""
            case .number, .array, .object:
                throw MalformedInput("\"\(name)\" in a row of \"\(table)\" must be a string.")
            }
        }
        let id = values["sys_id"].flatMap { $0.isEmpty ? nil : $0 } ?? identifiers.sysID()
        guard database.tables[table]?.position(of: id) == nil else {
            throw MalformedInput("\"\(table)\" has two rows with the sys_id \(id).")
        }
        values["sys_id"] = id
        if table == "sc_req_item", !rules.hasRequestedForColumn { values["requested_for"] = nil }
        _ = database.with(table) { table in
            for name in values.keys.sorted() where table.slots[name] == nil { table.addColumn(Column(name)) }
        }
        loadRow(values, into: table, now: now)
    }

    private mutating func loadRow(_ values: [String: String], into table: String, now: GlideDateTime) {
        guard var row = database.tables[table]?.defaultRow(), let columns = database.tables[table]?.columns,
            let schema = TableSchema.all[table]
        else { return }
        var values = values
        if !schema.numberPrefix.isEmpty {
            if values["number", default: ""].isEmpty { values["number"] = identifiers.number(schema.numberPrefix) }
            identifiers.take(values["number"] ?? "", prefix: schema.numberPrefix)
            values["sys_class_name"] = table
            values["task_effective_number"] = values["number"]
        }
        for stamp in ["sys_created_on", "sys_updated_on"] where values[stamp, default: ""].isEmpty {
            values[stamp] = values["sys_created_on"].flatMap { $0.isEmpty ? nil : $0 } ?? now.text
        }
        for (slot, column) in columns.enumerated() {
            guard let value = values[column.name] else { continue }
            switch column.kind {
            case .journal:
                guard !value.isEmpty else { continue }
                loadRow(
                    [
                        "sys_id": identifiers.sysID(), "name": table, "element": column.name,
                        "element_id": values["sys_id"] ?? "", "value": value,
                        "sys_created_by": values["sys_created_by"] ?? "",
                    ], into: "sys_journal_field", now: now)
            case .journalList: continue
            default: row[slot] = value
            }
        }
        let loaded = row
        database.with(table) { _ = $0.insert(loaded) }
    }
}
