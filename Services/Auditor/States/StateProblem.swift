import Fleet
import ServiceNow

/// What is wrong with configured states, by what the instance offers. Pure.
enum StateProblem {
    /// One line that names the setting, the value and what there is; nil when nothing is known to be wrong.
    static func find<Name>(
        _ states: StateValues<Name>, from setting: String, in table: ServiceNowClient.StatefulTable,
        _ choices: StateChoices
    ) -> String? {
        let (names, offered) = choices.missing(from: states)
        guard !names.isEmpty else { return nil }
        let missing = names.map { "\($0.rawValue)=\(states[$0])" }.joined(separator: ", ")
        let there = offered.map(\.description).joined(separator: ", ")
        return "\(setting): \(missing) is not among the states that \(table.rawValue) offers: \(there)"
    }
}
