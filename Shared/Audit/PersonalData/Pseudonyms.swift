import Crypto
import Foundation

/// Takes personal data out of events: the same person gets the same pseudonym, and only who has the key can tell whose it is. Pure.
///
/// Fields are known by their names, wherever they are in an event, so that it also works on events that this version doesn't know.
public struct Pseudonyms: Sendable {
    /// In bytes.
    public static let shortestKey = 16

    private let key: SymmetricKey
    private let kinds: Set<PersonalData>

    private static let names: Set<String> = [
        "display_name", "user_principal_name", "approver_name", "asked_by", "agreed_by", "user_name",
    ]
    private static let words: Set<String> = ["detail", "comment"]
    /// Objects, or lists of them, that are people.
    private static let people: Set<String> = ["beneficiary", "requester", "person", "on_behalf_of", "asked"]

    /// - Parameters:
    ///   - key: at least ``shortestKey`` bytes; whoever has it can find out whose pseudonym one is, by trying the people there are.
    ///   - kinds: what is taken out.
    public init(key: [UInt8], replacing kinds: Set<PersonalData>) {
        self.key = SymmetricKey(data: key)
        self.kinds = kinds
    }

    /// - Returns: the event's JSON without the personal data; nil when it is no JSON object, so that nobody knows what is in it.
    public func reduced(_ body: [UInt8]) -> [UInt8]? {
        guard let event = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] else { return nil }
        var ids: Set<String> = []
        if kinds.contains(.ids) { Self.collectIDs(in: event, into: &ids) }
        let result = value(event, ids: ids)
        return (try? JSONSerialization.data(withJSONObject: result, options: [.sortedKeys, .withoutEscapingSlashes]))
            .map(Array.init)
    }

    private func value(_ value: Any, ids: Set<String>) -> Any {
        switch value {
        case let object as [String: Any]:
            return Dictionary(
                uniqueKeysWithValues: object.map { name, inner -> (String, Any) in
                    // The principal names of a pool of approvers.
                    if name == "people", kinds.contains(.names), let list = inner as? [String] {
                        return (name, list.map(pseudonym))
                    }
                    return (name, replacement(for: inner, named: name, in: object) ?? self.value(inner, ids: ids))
                })
        case let list as [Any]:
            return list.map { self.value($0, ids: ids) }
        case let text as String:
            return ids.reduce(text) { $0.replacing($1, with: pseudonym(of: $1)) }
        default:
            return value
        }
    }

    private func replacement(for value: Any, named name: String, in object: [String: Any]) -> String? {
        guard let text = value as? String else { return nil }
        if kinds.contains(.names), Self.names.contains(name) { return pseudonym(of: text) }
        // A failure and a finding have a reason, too, besides their detail: a code of the closed list.
        let isWords = Self.words.contains(name) || (name == "reason" && object["detail"] == nil)
        return kinds.contains(.words) && isWords ? "taken out" : nil
    }

    /// `person-` and the first 16 hexadecimal digits of the HMAC-SHA256.
    func pseudonym(of text: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)
        return "person-" + Hexadecimal.text(of: Array(code).prefix(8))
    }

    /// Adds the ids of people that an event names.
    private static func collectIDs(in value: Any, isPerson: Bool = false, into ids: inout Set<String>) {
        if let list = value as? [Any] {
            for element in list { collectIDs(in: element, isPerson: isPerson, into: &ids) }
        }
        guard let object = value as? [String: Any] else { return }
        for (name, inner) in object {
            guard let text = inner as? String else {
                collectIDs(in: inner, isPerson: people.contains(name), into: &ids)
                continue
            }
            switch name {
            case "id" where isPerson, "sys_id" where isPerson, "approver", "asked_by_id", "agreed_by_id":
                ids.insert(text)
            // `{ritm}:{user}:{group}:{action}`
            case "key", "by": ids.formUnion(text.split(separator: ":").dropFirst().prefix(1).map(String.init))
            default: break
            }
        }
    }
}
