import Domain
import Foundation
import Synchronization
import TestSupport

/// A small Graph that answers the reads of a decision, by themselves and in a `$batch`, and nothing else.
final class ScriptedDirectory: Sendable {
    static let secret = "secret-of-the-application-~.8Q"
    static let token = "eyJhbGciOiJub25lIn0.eyJqdGkiOiJzZWNyZXQtdG9rZW4ifQ.c2lnbmF0dXJl"
    static let boss = UserID("a0000000-0000-4000-8000-000000000009")!
    static let owners = GroupID("b0000000-0000-4000-8000-0000000000aa")!

    struct User {
        var id = Samples.user
        var name = "ana@contoso.example"
        var displayName = "Ana Alvarez"
        var isEnabled = true
        var mail: String? = "ana@mail.example"
        var employeeID: String? = "E-1"
        var manager: UserID? = boss
        var department: String? = "Finance"
    }

    struct Group {
        var name = "APP-GROUP-1"
        var types: [String] = []
        var isSecurity = true
        var isMail = false
        var isSynced: Bool?
        var isRoleAssignable: Bool?
    }

    struct Contents {
        var users = [User()]
        var groups: [GroupID: Group] = [
            Samples.group: Group(), Samples.otherGroup: Group(name: "APP-GROUP-2"),
        ]
        /// By when they were deleted.
        var deletedGroups: [GroupID: String] = [:]
        var memberships: [UserID: Set<GroupID>] = [:]
        /// Whether deleted groups may be read.
        var showsDeleted = true
        /// Answers every call, if it is there.
        var detour: ScriptedServer.Reply?
    }

    private let contents = Mutex(Contents())

    func change(_ body: (inout Contents) -> Void) { contents.withLock { body(&$0) } }

    /// Whether a POST only reads: a batch of reads, or a question whose groups are in its body.
    static func isRead(_ request: ScriptedServer.Request) -> Bool {
        if request.path.hasSuffix("/checkMemberGroups") { return true }
        guard request.path == "/v1.0/$batch" else { return false }
        return items(of: request).allSatisfy { $0.method == "GET" || $0.path.hasSuffix("/checkMemberGroups") }
    }

    private struct Item {
        var id: String
        var method: String
        var url: String
        var body: [String: Any]
        var path: String { String(url.prefix { $0 != "?" }) }
        var parameters: [String: String] {
            let items = URLComponents(string: url)?.queryItems ?? []
            return Dictionary(items.map { ($0.name, $0.value ?? "") }) { $1 }
        }
    }

    private static func items(of request: ScriptedServer.Request) -> [Item] {
        func object(_ text: String) -> [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any] ?? [:]
        }
        guard request.path == "/v1.0/$batch" else {
            let url = String(request.target.dropFirst("/v1.0".count))
            return [Item(id: "", method: request.method, url: url, body: object(request.body))]
        }
        return (object(request.body)["requests"] as? [[String: Any]] ?? []).map { item in
            Item(
                id: item["id"] as? String ?? "", method: item["method"] as? String ?? "",
                url: item["url"] as? String ?? "", body: item["body"] as? [String: Any] ?? [:])
        }
    }

    func reply(to request: ScriptedServer.Request) -> ScriptedServer.Reply {
        if request.path.hasSuffix("/token") {
            return .answer(200, body: #"{"token_type":"Bearer","expires_in":3600,"access_token":"\#(Self.token)"}"#)
        }
        return contents.withLock { contents in
            if let detour = contents.detour { return detour }
            let answers = Self.items(of: request).map { item in (item, Self.answer(item, contents)) }
            if request.path != "/v1.0/$batch", let (_, answer) = answers.first {
                return .answer(answer.status, body: Self.text(answer.body))
            }
            let responses = answers.map { item, answer in
                ["id": item.id, "status": answer.status, "headers": [String: String](), "body": answer.body]
                    as [String: Any]
            }
            return .answer(200, body: Self.text(["responses": responses]))
        }
    }

    private static func text(_ json: Any) -> String {
        String(decoding: (try? JSONSerialization.data(withJSONObject: json)) ?? Data(), as: UTF8.self)
    }

    private static func answer(_ item: Item, _ contents: Contents) -> (status: Int, body: [String: Any]) {
        let parts = item.path.split(separator: "/").map { String($0).removingPercentEncoding ?? "" }
        let filter = item.parameters["$filter"] ?? ""
        switch (parts.first, parts.count) {
        case ("users", 1):
            return (200, ["value": contents.users.filter { matches(filter, $0) }.map { json(of: $0) }])
        case ("users", 2):
            guard let user = contents.users.first(where: { $0.name == parts[1] }) else { return missing(parts[1]) }
            return (200, json(of: user))
        case ("users", 3):
            let own = UserID(parts[1]).flatMap { contents.memberships[$0] } ?? []
            let asked = item.body["groupIds"] as? [String] ?? []
            return (200, ["value": asked.filter { text in GroupID(text).map(own.contains) ?? false }])
        case ("groups", 1):
            let named = contents.groups.filter { filter == "displayName eq '\($0.value.name)'" }
            return (200, ["value": named.map { ["id": $0.key.description, "displayName": $0.value.name] }])
        case ("groups", 2):
            guard let id = GroupID(parts[1]), let group = contents.groups[id] else { return missing(parts[1]) }
            return (200, json(of: group, id))
        case ("directory", 3):
            guard contents.showsDeleted else {
                return error(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
            }
            guard let id = GroupID(parts[2]), let time = contents.deletedGroups[id] else { return missing(parts[2]) }
            return (200, ["id": id.description, "deletedDateTime": time])
        default: return error(400, "BadRequest", "nothing here is at \(item.path)")
        }
    }

    private static func matches(_ filter: String, _ user: User) -> Bool {
        filter == "mail eq '\(user.mail ?? "")'" || filter == "employeeId eq '\(user.employeeID ?? "")'"
    }

    private static func json(of user: User) -> [String: Any] {
        var json: [String: Any] = [
            "id": user.id.description, "userPrincipalName": user.name, "displayName": user.displayName,
            "accountEnabled": user.isEnabled, "department": user.department ?? NSNull(), "jobTitle": NSNull(),
            "employeeType": "Employee", "userType": "Member", "mail": user.mail ?? NSNull(),
            "employeeId": user.employeeID ?? NSNull(),
        ]
        if let manager = user.manager {
            json["manager"] = ["@odata.type": "#microsoft.graph.user", "id": manager.description]
        }
        return json
    }

    private static func json(of group: Group, _ id: GroupID) -> [String: Any] {
        [
            "id": id.description, "displayName": group.name, "groupTypes": group.types,
            "securityEnabled": group.isSecurity, "mailEnabled": group.isMail,
            "onPremisesSyncEnabled": group.isSynced ?? NSNull(),
            "isAssignableToRole": group.isRoleAssignable ?? NSNull(),
        ]
    }

    private static func missing(_ name: String) -> (status: Int, body: [String: Any]) {
        error(
            404, "Request_ResourceNotFound",
            "Resource '\(name)' does not exist or one of its queried reference-property objects are not present.")
    }

    private static func error(_ status: Int, _ code: String, _ message: String) -> (status: Int, body: [String: Any]) {
        (status, ["error": ["code": code, "message": message]])
    }
}
