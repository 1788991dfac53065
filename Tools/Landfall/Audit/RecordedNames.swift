import Audit
import Domain

/// What people and groups are called in the plans that are on record of a request item.
struct RecordedNames {
    private var person: String?
    private var groups: [String: String] = [:]

    /// - Parameter entries: all that is on record of the request item.
    init(_ entries: [ExportRow]) {
        for entry in entries {
            let content = EventContent(body: entry.body)
            if let name = content.beneficiary { person = name }
            groups.merge(content.groups) { _, latest in latest }
        }
    }

    /// A change as a sentence, where it is known what its parts are called; else its key.
    func change(_ key: String) -> String {
        guard let key = OperationKey(key) else { return key }
        let person = person ?? key.user.description
        let group = groups[key.group.description] ?? key.group.description
        return switch key.action {
        case .add: "add \(person) to \(group)"
        case .remove: "remove \(person) from \(group)"
        }
    }
}
