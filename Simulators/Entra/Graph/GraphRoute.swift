import HTTPTypes
import SimulatorKit

/// What a path below `/v1.0` addresses. Pure.
enum GraphRoute: Sendable, Hashable {
    /// The collections that the simulator has at the top.
    enum Collection: String, Sendable, Hashable {
        case users
        case groups
        case directoryObjects = "directoryobjects"

        /// The only kind of object in the collection; nil for a mixed one.
        var kind: ObjectKind? {
            switch self {
            case .users: .user
            case .groups: .group
            case .directoryObjects: nil
            }
        }
    }

    /// The actions that ask about membership. All of them look through nested groups.
    enum Question: String, Sendable, Hashable {
        case checkMemberGroups = "checkmembergroups"
        case checkMemberObjects = "checkmemberobjects"
        case getMemberGroups = "getmembergroups"
        case getMemberObjects = "getmemberobjects"

        var isCheck: Bool { self == .checkMemberGroups || self == .checkMemberObjects }
    }

    case batch
    case collection(Collection)
    case count(Collection)
    case entity(Collection, key: String)
    case manager(user: String, isReference: Bool)
    case memberOf(Collection, key: String, isTransitive: Bool, only: ObjectKind?)
    case membershipQuestion(Collection, key: String, Question)
    case members(group: String, isTransitive: Bool, only: ObjectKind?, isCount: Bool)
    case memberReferences(group: String)
    case memberReference(group: String, member: String)
    /// A member addressed without `/$ref`: to delete this deletes the person.
    case member(group: String, member: String)
    case objectsByIDs
    case deletedGroups
    /// Without the type cast, which is required.
    case deletedItems
    case deletedItem(key: String)
    case signedInUser

    /// Reads `/v1.0/…`.
    ///
    /// - Parameter segments: The path after `v1.0`, percent-decoded.
    init(_ segments: [String]) throws(GraphError) {
        let parts = Self.normalized(segments)
        guard let first = parts.first else { throw .unknownSegment("") }
        switch first.lowercased() {
        case "$batch" where parts.count == 1: self = .batch
        case "me": self = .signedInUser
        case "directory": self = try Self.directory(parts)
        case "users": self = try Self.below(.users, parts)
        case "groups": self = try Self.below(.groups, parts)
        case "directoryobjects": self = try Self.below(.directoryObjects, parts)
        default: throw .unknownSegment(first)
        }
    }

    /// The methods that the address takes. The simulator offers a part of Graph; what it does not offer is refused.
    var methods: Set<HTTPRequest.Method> {
        switch self {
        case .batch, .membershipQuestion, .objectsByIDs: [.post]
        case .collection(.users), .collection(.directoryObjects): [.get]
        case .collection(.groups): [.get, .post]
        case .entity(.users, _), .entity(.groups, _): [.get, .patch, .delete]
        // POST and PATCH are refused with texts of their own.
        case .memberReferences: [.get, .post, .patch]
        case .members: [.get, .post]
        case .memberReference: [.delete]
        case .member: [.get, .delete]
        case .count, .entity(.directoryObjects, _), .manager, .memberOf, .deletedGroups, .deletedItems, .deletedItem,
            .signedInUser:
            [.get]
        }
    }

    /// A read that is sent with POST, because its question is in the body.
    var isReadByPost: Bool {
        switch self {
        case .membershipQuestion, .objectsByIDs: true
        default: false
        }
    }

    /// `users('a')` becomes `users`, `a`; `microsoft.graph.checkMemberGroups` becomes `checkMemberGroups`.
    private static func normalized(_ segments: [String]) -> [String] {
        var parts: [String] = []
        for segment in segments {
            if segment.hasSuffix("')"), let open = segment.firstRange(of: "('") {
                parts.append(String(segment[..<open.lowerBound]))
                parts.append(String(segment[open.upperBound...].dropLast(2)).replacing("''", with: "'"))
            } else {
                parts.append(segment)
            }
        }
        return parts
    }

    private static func below(_ collection: Collection, _ parts: [String]) throws(GraphError) -> GraphRoute {
        guard parts.count > 1 else { return .collection(collection) }
        let key = parts[1]
        guard parts.count > 2 else {
            switch key.lowercased() {
            case "$count" where collection != .directoryObjects: return .count(collection)
            case "getbyids", "microsoft.graph.getbyids":
                guard collection == .directoryObjects else { break }
                return .objectsByIDs
            default: break
            }
            return .entity(collection, key: key)
        }
        var name = parts[2].lowercased()
        if name.hasPrefix("microsoft.graph.") { name.removeFirst("microsoft.graph.".count) }
        let rest = Array(parts.dropFirst(3))
        switch (collection, name) {
        case (_, "checkmembergroups"), (_, "checkmemberobjects"), (_, "getmembergroups"), (_, "getmemberobjects"):
            guard let question = Question(rawValue: name), rest.isEmpty else { throw .unknownSegment(parts[2]) }
            return .membershipQuestion(collection, key: key, question)
        case (.users, "manager"):
            guard rest.isEmpty || rest == ["$ref"] else { throw .unknownSegment(rest[0]) }
            return .manager(user: key, isReference: !rest.isEmpty)
        case (.users, "memberof"), (.groups, "memberof"), (.users, "transitivememberof"),
            (.groups, "transitivememberof"):
            return .memberOf(
                collection, key: key, isTransitive: name != "memberof", only: try cast(rest))
        case (.groups, "members"), (.groups, "transitivemembers"):
            return try members(of: key, isTransitive: name != "members", rest)
        default: throw .unknownSegment(parts[2])
        }
    }

    private static func members(
        of group: String, isTransitive: Bool, _ rest: [String]
    ) throws(GraphError) -> GraphRoute {
        switch rest.map({ $0.lowercased() }) {
        case []: return .members(group: group, isTransitive: isTransitive, only: nil, isCount: false)
        case ["$count"]: return .members(group: group, isTransitive: isTransitive, only: nil, isCount: true)
        case ["$ref"] where !isTransitive: return .memberReferences(group: group)
        case let parts where parts[0].hasPrefix("microsoft.graph."):
            let only = try cast(Array(rest.prefix(1)))
            guard parts.count == 1 || parts.dropFirst() == ["$count"] else { throw .unknownSegment(rest[1]) }
            return .members(group: group, isTransitive: isTransitive, only: only, isCount: parts.count == 2)
        case let parts where parts.count == 1 && !isTransitive: return .member(group: group, member: rest[0])
        case let parts where parts.count == 2 && parts[1] == "$ref" && !isTransitive:
            return .memberReference(group: group, member: rest[0])
        default: throw .unknownSegment(rest.last ?? "")
        }
    }

    private static func cast(_ rest: [String]) throws(GraphError) -> ObjectKind? {
        guard let name = rest.first else { return nil }
        guard rest.count == 1, name.lowercased().hasPrefix("microsoft.graph."),
            let kind = ObjectKind(rawValue: String(name.lowercased().dropFirst("microsoft.graph.".count)))
        else { throw .unknownSegment(name) }
        return kind
    }

    private static func directory(_ parts: [String]) throws(GraphError) -> GraphRoute {
        guard parts.count > 1 else { throw .unknownSegment(parts[0]) }
        guard parts[1].lowercased() == "deleteditems", parts.count <= 3 else { throw .unknownSegment(parts[1]) }
        guard parts.count == 3 else { return .deletedItems }
        return parts[2].lowercased() == "microsoft.graph.group" ? .deletedGroups : .deletedItem(key: parts[2])
    }
}
