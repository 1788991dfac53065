import Domain
import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import Entra

@Suite("Questions to the directory")
struct DirectoryQuestionTests {
    static let ana = "ana@contoso.example"
    static let select =
        "$select=id,userPrincipalName,displayName,accountEnabled,department,jobTitle,employeeType,userType"

    static func key(_ road: IdentityRoad, _ value: String) -> DirectoryQuestion {
        .person(PersonKey(road: road, value: value))
    }

    static let calls: [(DirectoryQuestion, String)] = [
        (
            key(.userName, "o'neil@contoso.example"),
            "/users/o%27neil%40contoso.example?\(select)&$expand=manager($select=id)"
        ),
        (
            key(.mail, "o'neil@contoso.example"),
            "/users?$filter=mail%20eq%20%27o%27%27neil%40contoso.example%27&\(select),mail&$expand=manager($select=id)"
        ),
        (
            key(.employeeID, "E 1&$top=1"),
            "/users?$filter=employeeId%20eq%20%27E%201%26%24top%3D1%27&\(select),employeeId&$expand=manager($select=id)"
        ),
        (
            .group(Fixtures.group),
            "/groups/\(Fixtures.group)?$select=id,displayName,groupTypes,securityEnabled,mailEnabled,onPremisesSyncEnabled,isAssignableToRole"
        ),
        (.deletedGroup(Fixtures.group), "/directory/deletedItems/\(Fixtures.group)?$select=id,deletedDateTime"),
        (
            .groupsNamed("R&D 'core'"),
            "/groups?$filter=displayName%20eq%20%27R%26D%20%27%27core%27%27%27&$select=id,displayName"
        ),
        (.memberships(Fixtures.user, [Fixtures.group]), "/users/\(Fixtures.user)/checkMemberGroups"),
    ]

    @Test("are calls whose values can't be anything but values", arguments: calls.indices)
    func call(_ index: Int) throws {
        let (question, resource) = Self.calls[index]
        let call = try #require(question.call)
        #expect(call.resource == resource)
        #expect(!call.isWrite)
        #expect(call.cost.writes == 0)
        #expect(call.method == (index == 6 ? .post : .get))
    }

    static let impossible: [DirectoryQuestion] = [
        key(.userName, "ana"), key(.userName, "a/b@contoso.example"), key(.mail, "ana"), key(.mail, "@contoso.example"),
        key(.mail, "a@b@c"), key(.mail, "ana @contoso.example"), key(.mail, ""), key(.employeeID, ""),
        key(.employeeID, " E1"), key(.employeeID, "E\n1"), key(.employeeID, String(repeating: "1", count: 257)),
        .groupsNamed(""), .groupsNamed("a\u{7}"), .memberships(Fixtures.user, []),
    ]

    @Test("that nobody and nothing can be the answer to are not sent")
    func unsent() async throws {
        try await Stage { _ in .answer(500) }.run { (stage) async throws in
            for (question, answer) in zip(Self.impossible, await stage.client.ask(Self.impossible)) {
                let expected: DirectoryAnswer =
                    switch question {
                    case .person: .person(.missing)
                    case .groupsNamed: .groupsNamed([])
                    default: .memberships([])
                    }
                #expect(try answer.get() == expected)
            }
            let many = DirectoryQuestion.memberships(Fixtures.user, Array(repeating: Fixtures.group, count: 21))
            let failure = await #expect(throws: Failure.self) { try await stage.client.ask([many])[0].get() }
            #expect(failure?.reason == .serviceDefect)
            #expect(stage.graphRequests.isEmpty)
        }
    }

    // MARK: - Answers

    static func person(_ more: String = "", mail: String = "Ana@Contoso.example") -> String {
        #"{"id":"\#(Fixtures.user)","userPrincipalName":"Ana@contoso.example","displayName":"Ana","accountEnabled":true,"#
            + #""department":"Finance","jobTitle":null,"employeeType":"Employee","userType":"Member","mail":"\#(mail)"\#(more)}"#
    }

    static func list(_ items: String..., next: Bool = false) -> String {
        #"{"value":[\#(items.joined(separator: ","))]\#(next ? #","@odata.nextLink":"https://x""# : "")}"#
    }

    static let user = DirectoryUser(
        id: Fixtures.user, userPrincipalName: "Ana@contoso.example", displayName: "Ana", accountEnabled: true,
        department: "Finance", employeeType: "Employee", userType: "Member")
    static let managed: DirectoryUser = {
        var managed = user
        managed.managerID = Fixtures.otherUser
        return managed
    }()

    static func missing(_ name: String) -> String {
        Fixtures.error(
            "Request_ResourceNotFound",
            "Resource '\(name)' does not exist or one of its queried reference-property objects are not present.")
    }

    static func manager(_ type: String?) -> String {
        let type = type.map { #""@odata.type":"\#($0)","# } ?? ""
        return #","manager":{\#(type)"id":"\#(Fixtures.otherUser)"}"#
    }

    /// A question, the answer of Graph's, and what that says; nil: that it is unreadable.
    static let answers: [(DirectoryQuestion, Int, String, DirectoryAnswer?)] = [
        (key(.userName, ana), 200, person(), .person(.found(user))),
        (key(.userName, ana), 200, person(manager("#microsoft.graph.user")), .person(.found(managed))),
        (key(.userName, ana), 200, person(manager(nil)), .person(.found(managed))),
        // A contact is nobody who could decide.
        (key(.userName, ana), 200, person(manager("#microsoft.graph.orgContact")), .person(.found(user))),
        (key(.userName, ana), 404, missing("ANA@contoso.example"), .person(.missing)),
        (key(.userName, ana), 404, missing("manager"), nil),
        (key(.userName, ana), 404, "<html>", nil),
        (key(.userName, "ben@contoso.example"), 200, person(), nil),
        // What wasn't selected after all is left out, and decides nothing.
        (
            key(.userName, ana), 200,
            #"{"id":"\#(Fixtures.user)","userPrincipalName":"ana@contoso.example","displayName":"Ana","accountEnabled":true}"#,
            nil
        ),
        (key(.mail, ana), 200, list(person()), .person(.found(user))),
        (key(.mail, ana), 200, list(), .person(.missing)),
        (key(.mail, ana), 200, list(person(), person()), .person(.ambiguous(2))),
        (key(.mail, ana), 200, list(next: true), nil),
        (key(.mail, ana), 200, list(person(), next: true), nil),
        // A filter that was not understood.
        (key(.mail, ana), 200, list(person(mail: "ben@contoso.example")), nil),
        (key(.employeeID, "e1"), 200, list(person(#","employeeId":"E1""#)), .person(.found(user))),
        (key(.employeeID, "e1"), 200, list(person()), nil),
        (.group(Fixtures.group), 404, missing(Fixtures.group.description), .group(nil)),
        (.group(Fixtures.group), 404, missing(Fixtures.otherGroup.description), nil),
        (
            .deletedGroup(Fixtures.group), 200,
            #"{"id":"\#(Fixtures.group)","deletedDateTime":"2026-11-20T12:00:00Z"}"#,
            .deletedGroup(DeletedGroup(id: Fixtures.group, deletedAt: Timestamp.date(of: "2026-11-20T12:00:00Z")))
        ),
        (.deletedGroup(Fixtures.group), 404, missing(Fixtures.group.description), .deletedGroup(nil)),
        (
            .deletedGroup(Fixtures.group), 403,
            Fixtures.error("Authorization_RequestDenied", "Insufficient privileges to complete the operation."),
            .deletedGroup(nil)
        ),
        (.deletedGroup(Fixtures.group), 403, "<html>", nil),
        (
            .groupsNamed("Core"), 200,
            list(
                #"{"id":"\#(Fixtures.otherGroup)","displayName":"core"}"#,
                #"{"id":"\#(Fixtures.group)","displayName":"Core"}"#),
            .groupsNamed([Fixtures.group, Fixtures.otherGroup])
        ),
        (.groupsNamed("Core"), 200, list(#"{"id":"\#(Fixtures.group)","displayName":"Other"}"#), nil),
        (.groupsNamed("Core"), 200, list(next: true), nil),
        (
            .memberships(Fixtures.user, [Fixtures.group, Fixtures.otherGroup]), 200, list("\"\(Fixtures.group)\""),
            .memberships([Fixtures.group])
        ),
        (.memberships(Fixtures.user, [Fixtures.group]), 200, list("\"\(Fixtures.otherGroup)\""), nil),
    ]

    @Test("get what Graph says, and nothing that it doesn't", arguments: answers.indices)
    func answer(_ index: Int) async throws {
        let (question, status, body, expected) = Self.answers[index]
        try await Stage { _ in .answer(status, body: body) }.run { (stage) async throws in
            let result = await stage.client.ask([question], trace: Fixtures.trace)[0]
            switch result {
            case .success(let answer): #expect(answer == expected)
            case .failure(let failure):
                #expect(expected == nil, "\(failure)")
                #expect(failure.reason == .graphUnreadable)
            }
            #expect(stage.graphRequests.count == 1)
        }
    }

    @Test("a token that may not read people waits for one that may, and is not taken for nobody's being there")
    func permissions() async throws {
        let denied = Fixtures.error("Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
        let token = Fixtures.tokenReply(Fixtures.token(roles: ["Nothing.Read"]))
        try await Stage(token: { _ in token }) { _ in .answer(403, body: denied) }.run { (stage) async throws in
            for question in [Self.key(.userName, Self.ana), .memberships(Fixtures.user, [Fixtures.group])] {
                let failure = await #expect(throws: Failure.self) { try await stage.client.ask([question])[0].get() }
                #expect(failure?.reason == .graphUnauthorized)
            }
        }
    }

    // MARK: - Several

    @Test("of any kind travel together, 20 at a time, and each is settled by its own answer")
    func batches() async throws {
        let groups = (1...23).map { number in
            GroupID("b0000000-0000-4000-8000-0000000002" + (number < 10 ? "0" : "") + "\(number)")!
        }
        let questions = [Self.key(.userName, Self.ana)] + groups.map(DirectoryQuestion.group)
        try await Stage { request in
            let asked = ((try? JSONSerialization.jsonObject(with: Data(request.body.utf8))) as? [String: Any])?[
                "requests"]
            let answers = (asked as? [[String: Any]] ?? []).reversed().map { item in
                let (id, url) = (item["id"] as? String ?? "", item["url"] as? String ?? "")
                if url.hasPrefix("/users/") { return BatchBody.item(id, 200, body: Self.person()) }
                let group = String(url.dropFirst("/groups/".count).prefix(36))
                return group == groups[20].description
                    ? BatchBody.item(id, 503) : BatchBody.item(id, 404, body: Self.missing(group))
            }
            return .answer(200, body: BatchBody.responses(Array(answers)))
        }.run { (stage) async throws in
            let answers = await stage.client.ask(questions, trace: nil)
            #expect(answers.count == 24)
            #expect(try answers[0].get() == .person(.found(Self.user)))
            for (index, answer) in answers.dropFirst().enumerated() {
                if index == 20 {
                    let failure = #expect(throws: Failure.self) { try answer.get() }
                    #expect(failure?.reason == .graphUnavailable)
                } else {
                    #expect(try answer.get() == .group(nil))
                }
            }
            #expect(stage.graphRequests.map(\.path) == ["/v1.0/$batch", "/v1.0/$batch"])
            #expect(await stage.client.ask([], trace: nil).isEmpty)
        }
    }
}
