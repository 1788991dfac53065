import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit
import Testing

@testable import EntraSimulator

@Suite("Graph over HTTP", .timeLimit(.minutes(1)))
struct GraphHTTPTests {
    @Test("adds a member once, and removes them once")
    func addAndRemove() async throws {
        try await LiveEntra.run { entra async throws in
            let token = try await entra.token()
            #expect(try await entra.add(Sample.ana, to: Sample.plain, token: token).status == 204)
            let again = try await entra.add(Sample.ana, to: Sample.plain, token: token)
            #expect(again.status == 400)
            #expect(again.message?.contains("added object references already exist") == true)
            #expect(try await entra.remove(Sample.ana, from: Sample.plain, token: token).status == 204)
            let gone = try await entra.remove(Sample.ana, from: Sample.plain, token: token)
            #expect(gone.status == 404)
            #expect(gone.message?.contains(Sample.ana) == true)
            #expect(try await entra.effects() == ["member.added", "member.removed"])
        }
    }

    @Test("answers with Graph's headers and error body")
    func headers() async throws {
        try await LiveEntra.run { entra async throws in
            let mine = "11111111-2222-4333-8444-555555555555"
            let name = try #require(HTTPField.Name("client-request-id"))
            let answer = try await entra.graph(.get, "/groups/\(Sample.missing)", headers: [name: mine])
            #expect(answer.status == 404)
            #expect(answer.header("client-request-id") == mine)
            let id = try #require(answer.header("request-id"))
            #expect(answer.header("x-ms-ags-diagnostic") != nil)
            #expect(answer.header("strict-transport-security") != nil)
            #expect(answer.header("cache-control") == "no-store")
            #expect(answer.header("date") != nil)
            #expect(answer.header("x-ms-resource-unit") == "1")
            let inner = try #require(answer.json["error"]?["innerError"])
            #expect(inner["request-id"]?.string == id)
            #expect(inner["client-request-id"]?.string == mine)
            #expect(inner["date"]?.string?.hasSuffix("Z") == false)
            let without = try await entra.graph(.get, "/users/\(Sample.ana)")
            #expect(without.header("client-request-id") == without.header("request-id"))
        }
    }

    /// A token that is no good.
    @Test("refuses those who don't say who they are, or say it wrong")
    func tokens() async throws {
        try await LiveEntra.run { entra async throws in
            let missing = try await entra.send(.get, "/v1.0/users")
            #expect(missing.status == 401)
            #expect(missing.code == "InvalidAuthenticationToken")
            #expect(missing.header("www-authenticate")?.hasPrefix("Bearer") == true)
            #expect(try await entra.graph(.get, "/users", token: "x.y.z").status == 401)
            let token = try await entra.token()
            let tampered = token.replacing(".", with: ".e", maxReplacements: 1)
            #expect(try await entra.graph(.get, "/users", token: tampered).status == 401)
            #expect(try await entra.graph(.get, "/users", token: token).status == 200)
            entra.clock.advance(by: .seconds(5401))
            let expired = try await entra.graph(.get, "/users", token: token)
            #expect(expired.status == 401)
            #expect(expired.message?.contains("expired") == true)
            // A token of another instance of the simulator, for the same tenant and app.
            try await LiveEntra.run(key: SigningKey()) { other async throws in
                let foreign = try await other.token()
                #expect(try await entra.graph(.get, "/users", token: foreign).status == 401)
            }
        }
    }

    @Test("keeps tokens good over a reset, unless their app is gone")
    func resetTokens() async throws {
        try await LiveEntra.run { entra async throws in
            let token = try await entra.token()
            _ = try await entra.send(.post, "/_sim/reset")
            #expect(try await entra.graph(.get, "/users", token: token).status == 200)
            _ = try await entra.send(.post, "/_sim/reset", body: Sample.seed(["apps": []]).text)
            let unknown = try await entra.graph(.get, "/users", token: token)
            #expect(unknown.status == 401)
            #expect(unknown.message?.contains("identity of the calling application could not be established") == true)
        }
    }

    /// A request, and roles that are not enough for it.
    @Test(
        "lets an app do what its roles say, and no more",
        arguments: [
            (["User.Read.All"], "GET /groups/\(Sample.plain)"), (["User.Read.All"], "ADD"),
            (["User.Read.All"], "REMOVE"),
            (["GroupMember.Read.All"], "ADD"), (["GroupMember.Read.All"], "REMOVE"),
            (["GroupMember.ReadWrite.All"], "GET /users"), (["GroupMember.ReadWrite.All"], "GET /users/\(Sample.ana)"),
            (["GroupMember.ReadWrite.All"], "GET /users/\(Sample.ana)/manager"),
            (Sample.roles, "GET /directory/deletedItems/microsoft.graph.group"),
            (Sample.roles, "DELETE /groups/\(Sample.plain)"), (Sample.roles, "DELETE /users/\(Sample.ana)"),
            (Sample.roles, "DELETE /groups/\(Sample.plain)/members/\(Sample.ben)"),
            (["Directory.ReadWrite.All"], "DELETE /groups/\(Sample.plain)/members/\(Sample.ben)"),
        ])
    func roles(roles: [String], request: String) async throws {
        try await LiveEntra.run(Sample.seed(roles: roles)) { entra async throws in
            let answer: LiveEntra.Answer
            switch request {
            case "ADD": answer = try await entra.add(Sample.ana, to: Sample.plain)
            case "REMOVE": answer = try await entra.remove(Sample.ben, from: Sample.plain)
            default:
                let parts = request.split(separator: " ").map(String.init)
                answer = try await entra.graph(try #require(HTTPRequest.Method(parts[0])), parts[1])
            }
            #expect(answer.status == 403)
            #expect(answer.code == "Authorization_RequestDenied")
            #expect(answer.message == "Insufficient privileges to complete the operation.")
            #expect(try await entra.effects().isEmpty)
        }
    }

    @Test("says so when a token has no roles at all")
    func noRoles() async throws {
        try await LiveEntra.run(Sample.seed(roles: [])) { entra async throws in
            let answer = try await entra.graph(.get, "/users")
            #expect(answer.status == 403)
            #expect(answer.message?.contains("Required roles claim values are not provided") == true)
        }
    }

    @Test(
        "deletes the person when $ref is forgotten and the app may do that",
        arguments: ["User.ReadWrite.All", "User.DeleteRestore.All"])
    func forgottenReference(role: String) async throws {
        try await LiveEntra.run(Sample.seed(roles: Sample.roles + [role])) { entra async throws in
            let target = "/groups/\(Sample.plain)/members/\(Sample.ben)"
            #expect(try await entra.graph(.delete, target).status == 204)
            #expect(try await entra.effects() == ["user.deleted"])
            #expect(try await entra.graph(.get, "/users/\(Sample.ben)").status == 404)
        }
    }

    @Test("adds many at once or none")
    func bulk() async throws {
        try await LiveEntra.run(Sample.seed(Sample.crowd(30))) { entra async throws in
            func patch(_ members: [String]) async throws -> LiveEntra.Answer {
                let references = members.map { "https://graph.microsoft.com/v1.0/directoryObjects/\($0)" }
                return try await entra.graph(
                    .patch, "/groups/\(Sample.plain)", ["members@odata.bind": .strings(references)])
            }
            #expect(try await patch([Sample.ana, Sample.ben]).status == 400)
            #expect(try await patch([Sample.ana, Sample.missing]).status == 404)
            #expect(try await patch((100..<121).map(Sample.user)).status == 400)
            #expect(try await entra.effects().isEmpty)
            #expect(try await patch((100..<120).map(Sample.user)).status == 204)
            #expect(try await entra.effects().count == 20)
        }
    }

    /// What one of several is, or the group, and what is said to all of them.
    @Test(
        "adds nobody when anything about one of them is wrong, and says of which object only a missing one's id",
        arguments: [
            (Sample.plain, [Sample.ana, Sample.ben], 400, "Request_BadRequest", "already exist"),
            (Sample.plain, [Sample.ana, Sample.ana], 400, "Request_BadRequest", "can only be present once"),
            (Sample.plain, [Sample.ana, Sample.missing], 404, "Request_ResourceNotFound", Sample.missing),
            (Sample.missing, [Sample.ana, Sample.cleo], 404, "Request_ResourceNotFound", Sample.missing),
            // One of two places is free, and one of these is a member already: it would fit, and the quota is what is said.
            (Sample.limited, [Sample.ana, Sample.ben], 403, "Directory_QuotaExceeded", "'3'"),
            (Sample.dynamic, [Sample.ana, Sample.cleo], 403, "Authorization_RequestDenied", "Insufficient"),
        ])
    func bulkRefusals(
        group: String, members: [String], status: Int, code: String, words: String
    ) async throws {
        try await LiveEntra.run { entra async throws in
            let references = members.map { "https://graph.microsoft.com/v1.0/directoryObjects/\($0)" }
            let answer = try await entra.graph(
                .patch, "/groups/\(group)", ["members@odata.bind": .strings(references)])
            #expect(answer.status == status)
            #expect(answer.code == code)
            #expect(answer.message?.contains(words) == true)
            #expect(try await entra.effects().isEmpty)
        }
    }

    @Test("may want more than the permission for members for adding many at once, where the seed asks for that")
    func bulkPermission() async throws {
        try await LiveEntra.run(Sample.seed(["options": ["bindWithMembershipRole": false]])) { entra async throws in
            let reference = "https://graph.microsoft.com/v1.0/directoryObjects/\(Sample.ana)"
            let answer = try await entra.graph(
                .patch, "/groups/\(Sample.plain)", ["members@odata.bind": [.string(reference)]])
            #expect(answer.status == 403)
            #expect(answer.code == "Authorization_RequestDenied")
            #expect(try await entra.add(Sample.ana, to: Sample.plain).status == 204)
        }
    }

    @Test("refuses what it does not have, each in Graph's words")
    func refusals() async throws {
        try await LiveEntra.run { entra async throws in
            let group = "/groups/\(Sample.plain)"
            let reference: JSONValue = ["@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/\(Sample.ana)"]
            var answer = try await entra.graph(.post, "\(group)/members", reference)
            #expect(answer.message == "Write requests are only supported on contained entities")
            answer = try await entra.graph(.patch, "\(group)/members/$ref", reference)
            #expect(answer.message == "The request is currently not supported on the targeted entity set")
            answer = try await entra.graph(.post, "\(group)/members/$ref")
            #expect(answer.message?.contains("'EndOfInput'") == true)
            answer = try await entra.graph(.delete, "\(group)/members/nobody/$ref")
            #expect(answer.code == "Request_UnsupportedQuery")
            answer = try await entra.graph(.get, "/groups/not-a-guid")
            #expect(answer.message?.hasPrefix("Invalid object identifier") == true)
            answer = try await entra.graph(.get, "/devices")
            #expect(answer.message == "Resource not found for the segment 'devices'.")
            answer = try await entra.graph(.put, group, [:])
            #expect(answer.status == 405)
            answer = try await entra.graph(.get, "/users?$select=departmnt")
            #expect(answer.message?.contains("Could not find a property named 'departmnt'") == true)
            answer = try await entra.graph(.get, "/users/\(Sample.ben)/manager")
            #expect(answer.status == 404)
            #expect(answer.message?.hasPrefix("Resource 'manager' does not exist") == true)
            answer = try await entra.graph(.get, "\(group)?$filter=id%20eq%20'x'")
            #expect(answer.message?.contains("can be applied only on collections") == true)
            answer = try await entra.graph(.post, "/users/\(Sample.ben)/checkMemberGroups", ["ids": []])
            #expect(answer.message?.contains("not a valid parameter for the operation 'checkMemberGroups'") == true)
            #expect(try await entra.send(.get, "/beta/users").status == 400)
            #expect(try await entra.send(.get, "/elsewhere").status == 404)
            #expect(try await entra.effects().isEmpty)
        }
    }

    @Test("pages a list, and every page leads to the next one here")
    func paging() async throws {
        try await LiveEntra.run(Sample.seed(Sample.crowd(240))) { entra async throws in
            let token = try await entra.token()
            var target: String? = "/users?$select=id"
            var sizes: [Int] = []
            var ids: Set<String> = []
            while let next = target {
                let answer = try await entra.graph(.get, next, token: token)
                let page = answer.json["value"]?.array ?? []
                sizes.append(page.count)
                ids.formUnion(page.compactMap { $0["id"]?.string })
                let link = answer.json["@odata.nextLink"]?.string
                target = try link.map { link in
                    let start = "http://\(entra.authority)/v1.0"
                    try #require(link.hasPrefix(start))
                    return String(link.dropFirst(start.count))
                }
            }
            #expect(sizes == [100, 100, 43])
            #expect(ids.count == 243)
            let bad = try await entra.graph(.get, "/users?$skiptoken=x", token: token)
            #expect(bad.code == "Directory_ExpiredPageToken")
        }
    }

    @Test("offers advanced queries to those who ask for eventual consistency")
    func advancedQueries() async throws {
        try await LiveEntra.run { entra async throws in
            let eventual: HTTPFields = [try #require(HTTPField.Name("ConsistencyLevel")): "eventual"]
            let target = "/users?$filter=displayName%20ne%20'Ana'&$count=true"
            #expect(try await entra.graph(.get, target).status == 400)
            let answer = try await entra.graph(.get, target, headers: eventual)
            #expect(answer.json["@odata.count"] == 2)
            let uncounted = try await entra.graph(.get, "/users?$filter=displayName%20ne%20'Ana'", headers: eventual)
            #expect(uncounted.code == "Request_UnsupportedQuery")
            let count = try await entra.graph(.get, "/groups/\(Sample.plain)/members/$count", headers: eventual)
            #expect(count.text == "1")
            let cast = "/groups/\(Sample.nesting)/members/microsoft.graph.user?$count=true"
            #expect(try await entra.graph(.get, cast, headers: eventual).json["value"] == [])
            #expect(try await entra.graph(.get, cast).status == 400)
        }
    }

    @Test("finds one member by id, through direct membership alone")
    func oneMember() async throws {
        try await LiveEntra.run { entra async throws in
            func found(_ member: String, in group: String) async throws -> Int? {
                let target = "/groups/\(group)/members?$filter=id%20eq%20'\(member)'&$select=id"
                return try await entra.graph(.get, target).json["value"]?.array?.count
            }
            #expect(try await found(Sample.ben, in: Sample.plain) == 1)
            #expect(try await found(Sample.ana, in: Sample.plain) == 0)
            #expect(try await found(Sample.ben, in: Sample.nesting) == 0)
            #expect(try await found(Sample.ben, in: Sample.missing) == nil)
            let check = try await entra.graph(
                .post, "/users/\(Sample.ben)/checkMemberGroups",
                ["groupIds": [.string(Sample.nesting), .string(Sample.missing)]])
            #expect(check.json["value"] == [.string(Sample.nesting)])
        }
    }

    @Test("hides people from an app that may not read them")
    func hiddenMembers() async throws {
        try await LiveEntra.run(Sample.seed(roles: ["GroupMember.Read.All"])) { entra async throws in
            let members = try await entra.graph(.get, "/groups/\(Sample.plain)/members").json["value"]?.array
            #expect(members?.first?["id"]?.string == Sample.ben)
            #expect(members?.first?["displayName"] == .null)
        }
    }

    @Test("lists deleted groups, under their type alone")
    func deletedGroups() async throws {
        try await LiveEntra.run(Sample.seed(roles: ["Group.Read.All"])) { entra async throws in
            let answer = try await entra.graph(.get, "/directory/deletedItems/microsoft.graph.group")
            #expect(answer.json["value"]?.array?.map { $0["id"]?.string } == [Sample.deleted])
            #expect(try await entra.graph(.get, "/directory/deletedItems").status == 400)
            #expect(try await entra.graph(.get, "/directory/deletedItems/\(Sample.deleted)").status == 200)
            #expect(try await entra.graph(.get, "/groups/\(Sample.deleted)").status == 404)
        }
    }

    @Test(
        "keeps a deleted Microsoft 365 group, and a security group only where the seed says so",
        arguments: [false, true])
    func restorable(areSecurityGroups: Bool) async throws {
        let options: JSONValue = ["restorableSecurityGroups": .bool(areSecurityGroups)]
        let seed = Sample.seed(roles: ["Group.ReadWrite.All"], ["options": options])
        try await LiveEntra.run(seed) { entra async throws in
            for (group, isKept) in [(Sample.unified, true), (Sample.plain, areSecurityGroups)] {
                #expect(try await entra.graph(.delete, "/groups/\(group)").status == 204)
                #expect(try await entra.graph(.get, "/groups/\(group)").status == 404)
                let kept = try await entra.graph(.get, "/directory/deletedItems/\(group)")
                #expect(kept.status == (isKept ? 200 : 404))
                #expect((kept.json["deletedDateTime"]?.string != nil) == isKept)
            }
        }
    }

    @Test("finds people by mail and employee id, with their manager where they have one")
    func people() async throws {
        try await LiveEntra.run(Sample.seed()) { entra async throws in
            let ana = try await entra.graph(.get, "/users/\(Sample.ana)?$select=mail,userPrincipalName")
            let mail = try #require(ana.json["mail"]?.string ?? ana.json["userPrincipalName"]?.string)
            let found = try await entra.graph(
                .get,
                "/users?$filter=mail%20eq%20%27\(mail.uppercased())%27&$select=id,mail&$expand=manager($select=id)")
            #expect(found.status == 200)
            for person in found.json["value"]?.array ?? [] {
                #expect(person["mail"]?.string?.lowercased() == mail.lowercased())
                #expect(person["manager"]?["displayName"] ?? .null == .null)
            }
            let quoted = try await entra.graph(.get, "/users?$filter=employeeId%20eq%20%27o%27%27neil%27&$select=id")
            #expect(quoted.status == 200)
            #expect(quoted.json["value"] == [])
            #expect(try await entra.graph(.get, "/users?$filter=employeeId%20eq%20%27o%27neil%27").status == 400)
            let name = try await entra.graph(.get, "/groups?$filter=displayName%20eq%20%27no%20such%27&$select=id")
            #expect(name.json["value"] == [])
        }
    }

    @Test("refuses one of two writes to a group that come too close, where the seed asks for that")
    func concurrency() async throws {
        try await LiveEntra.run(Sample.seed(["options": ["concurrencyWindow_ms": 100]])) { entra async throws in
            let token = try await entra.token()
            #expect(try await entra.add(Sample.ana, to: Sample.plain, token: token).status == 204)
            let second = try await entra.add(Sample.cleo, to: Sample.plain, token: token)
            #expect(second.status == 409)
            #expect(second.code == "Directory_ConcurrencyViolation")
            entra.clock.advance(by: .milliseconds(100))
            #expect(try await entra.add(Sample.cleo, to: Sample.plain, token: token).status == 204)
        }
    }

    @Test("shows a write to the reads when replication has had its time, and refuses it twice at once")
    func replication() async throws {
        let replication: JSONValue = ["replicas": 3, "lag_ms": [1000, 1000], "seed": 1]
        try await LiveEntra.run(Sample.seed(["replication": replication])) { entra async throws in
            let token = try await entra.token()
            func isSeen() async throws -> Bool {
                let target = "/groups/\(Sample.plain)/members?$filter=id%20eq%20'\(Sample.ana)'"
                return try await entra.graph(.get, target, token: token).json["value"] != []
            }
            #expect(try await entra.add(Sample.ana, to: Sample.plain, token: token).status == 204)
            #expect(try await !isSeen())
            #expect(try await entra.add(Sample.ana, to: Sample.plain, token: token).status == 400)
            entra.clock.advance(by: .milliseconds(999))
            #expect(try await !isSeen())
            entra.clock.advance(by: .milliseconds(1))
            #expect(try await isSeen())
            #expect(try await entra.remove(Sample.ana, from: Sample.plain, token: token).status == 204)
            let again = try await entra.remove(Sample.ana, from: Sample.plain, token: token)
            #expect(again.status == 400)
            #expect(again.message?.contains("removed object references do not exist") == true)
        }
    }

    @Test("refers to a new group only when the replica knows it")
    func newGroup() async throws {
        let roles = Sample.roles + ["Group.ReadWrite.All"]
        let replication: JSONValue = ["replicas": 2, "lag_ms": [1000, 1000]]
        try await LiveEntra.run(Sample.seed(roles: roles, ["replication": replication])) { entra async throws in
            let made = try await entra.graph(
                .post, "/groups",
                ["displayName": "NEW", "mailEnabled": false, "mailNickname": "new", "securityEnabled": true])
            #expect(made.status == 201)
            let id = try #require(made.json["id"]?.string)
            #expect(try await entra.graph(.get, "/groups/\(id)").status == 404)
            let early = try await entra.add(Sample.ana, to: id)
            #expect(early.status == 400)
            #expect(early.message?.hasPrefix("The source resource object") == true)
            entra.clock.advance(by: .seconds(1))
            #expect(try await entra.add(Sample.ana, to: id).status == 204)
        }
    }
}
