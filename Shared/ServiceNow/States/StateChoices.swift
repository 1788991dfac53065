/// Which states an instance offers for a table, by its choices (`sys_choice`).
public enum StateChoices: Hashable, Sendable {
    /// One state to choose.
    public struct Choice: Hashable, Sendable, CustomStringConvertible {
        public var value: String
        public var label: String

        public init(value: String, label: String) {
            self.value = value
            self.label = label
        }

        public var description: String { "\(value) (\(label))" }
    }

    case offered([Choice])
    /// The choices are not to be read, or not all of them; why.
    case unknown(String)

    /// A row of `sys_choice`, as far as it says what is offered.
    struct Row: Hashable {
        var table: String
        var choice: Choice
    }

    /// Choices of the table's own hide those of the table that it extends.
    ///
    /// - Parameters:
    ///   - rows: those of both tables.
    ///   - isWhole: whether these are all that there are, also before access rules.
    init(_ rows: [Row], of table: String, isWhole: Bool) {
        guard isWhole else {
            self = .unknown("not all of its choices may be read")
            return
        }
        let own = rows.filter { $0.table == table }
        let inherited = rows.filter { $0.table != table }
        let choices = (own.isEmpty ? inherited : own).map(\.choice)
        // No table of tasks is without states: that is an access rule.
        self = choices.isEmpty ? .unknown("none of its choices may be read") : .offered(choices)
    }

    /// The states that Landfall needs and that aren't offered, with what is offered; none where that isn't known.
    public func missing<Name>(
        from states: StateValues<Name>
    ) -> (names: [Name], offered: [Choice]) {
        guard case .offered(let choices) = self else { return ([], []) }
        let values = Set(choices.map(\.value))
        return (states.needed.filter { !values.contains(states[$0]) }, choices)
    }
}
