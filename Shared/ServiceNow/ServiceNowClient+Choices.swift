public import Domain

extension ServiceNowClient {
    /// A table whose records have states.
    public enum StatefulTable: String, Sendable {
        case requestItem = "sc_req_item"
        case incident
    }

    /// The states that the instance offers for a table: its own choices, or else those of `task`, which it extends.
    ///
    /// - Throws: ``Domain/Failure``, ``Domain/Reason/serviceNowForbidden`` where the choices may not be asked for.
    public func stateChoices(
        of table: StatefulTable, trace: TraceContext? = nil
    ) async throws -> StateChoices {
        let name: EncodedQuery =
            switch table {
            case .requestItem: .field("name", is: "sc_req_item")
            case .incident: .field("name", is: "incident")
            }
        let query = EncodedQuery.anyOf([.field("name", is: "task"), name]).and(.field("element", is: "state"))
            .and(.field("language", is: "en")).and(.field("inactive", is: "false"))
        let page = try await api.records(
            .choices, query, fields: ["sys_id", "name", "element", "language", "inactive", "value", "label"],
            limit: Self.mostChoices, trace: trace)
        // Looked at again here: an instance ignores a part of a query that it doesn't understand.
        let rows = page.records.compactMap { record -> StateChoices.Row? in
            guard let of = record["name"], ["task", table.rawValue].contains(of), record["element"] == "state",
                record["language"] == "en", record["inactive"] == "false", let value = record["value"]
            else { return nil }
            return StateChoices.Row(table: of, choice: .init(value: value, label: record["label"] ?? ""))
        }
        return StateChoices(
            rows, of: table.rawValue, isWhole: page.records.count >= page.totalCount ?? page.records.count)
    }

    /// Far more states than two tables have.
    private static let mostChoices = 500
}
