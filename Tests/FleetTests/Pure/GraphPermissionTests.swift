import Entra
import Foundation
import TestSupport
import Testing

@testable import Fleet

@Suite("The permissions that an application has in Entra")
struct GraphPermissionTests {
    static let members = "GroupMember.ReadWrite.All"

    /// What came of starting with a token, and what `/readyz` says then.
    private struct Outcome {
        var refusal: ConfigurationError?
        var problem: String?
        var cost: GraphCost
    }

    private static func start(_ roles: [String]?, _ changes: [String: String] = [:]) async throws -> Outcome {
        let server = try ScriptedServer { _ in
            guard let roles else { return .answer(503) }
            let claims = Data(#"{"roles":[\#(roles.map { "\"\($0)\"" }.joined(separator: ","))]}"#.utf8)
            let token = "e30." + claims.base64EncodedString().replacing("=", with: "") + ".c2ln"
            return .answer(200, body: #"{"token_type":"Bearer","expires_in":3600,"access_token":"\#(token)"}"#)
        }
        defer { server.stop() }
        let file = try TemporaryFile("hush")
        defer { withExtendedLifetime(file) {} }
        let environment = [
            "LANDFALL_TENANT_ID": "contoso.example", "LANDFALL_CLIENT_ID": "3b6f",
            "LANDFALL_CLIENT_SECRET_FILE": file.path, "LANDFALL_LOGIN_URL": server.url,
            "LANDFALL_GRAPH_URL": server.url,
        ]
        let fleet = try FleetConfigurationTests.fleet(environment.merging(changes) { $1 })
        let graph = try fleet.graph()
        var refusal: ConfigurationError?
        do throws(ConfigurationError) {
            try await fleet.refuseTokenThatDeletesPeople(of: graph)
        } catch {
            refusal = error
        }
        let problem = await Readiness.Check.graphPermissions(of: graph).problem()
        return Outcome(refusal: refusal, problem: problem, cost: graph.costOfAdding(20))
    }

    @Test("the one that is needed is enough, and those of the simulator's seed are")
    func enough() async throws {
        for roles in [[Self.members], [Self.members, "User.Read.All", "Group.Read.All"]] {
            let outcome = try await Self.start(roles)
            #expect(outcome.refusal == nil)
            #expect(outcome.problem == nil)
        }
    }

    @Test("one that is missing is named, with what to do, and is no reason not to start")
    func missing() async throws {
        let outcome = try await Self.start(["User.Read.All"])
        #expect(outcome.refusal == nil)
        #expect(
            outcome.problem == "the token lacks \(Self.members): give the application the application permission "
                + "\(Self.members) in Entra and grant admin consent")
        let roleAssignable = try await Self.start(
            [Self.members], ["LANDFALL_GRAPH_ROLE_ASSIGNABLE_GROUPS": "true"])
        #expect(roleAssignable.problem?.contains("lacks RoleManagement.ReadWrite.Directory") == true)
    }

    @Test(
        "with one that deletes people it doesn't start, and says which variable lets it",
        arguments: ["User.ReadWrite.All", "User.DeleteRestore.All"])
    func deleting(role: String) async throws {
        let outcome = try await Self.start([Self.members, role])
        #expect(
            outcome.refusal?.description == "LANDFALL_GRAPH_ALLOW_USER_WRITE is not true, and the application has "
                + "\(role), with which people could be deleted: take the permission from it in Entra, or set the "
                + "variable to true")
        #expect(outcome.problem?.contains("has \(role), with which people could be deleted") == true)
        let allowed = try await Self.start([Self.members, role], ["LANDFALL_GRAPH_ALLOW_USER_WRITE": "true"])
        #expect(allowed.refusal == nil)
        #expect(allowed.problem == nil)
    }

    @Test("one that nothing needs is told of, and is no reason not to start")
    func unneeded() async throws {
        let roles = [Self.members, "RoleManagement.ReadWrite.Directory"]
        let outcome = try await Self.start(roles)
        #expect(outcome.refusal == nil)
        #expect(outcome.problem?.hasSuffix("or set LANDFALL_GRAPH_ROLE_ASSIGNABLE_GROUPS=true") == true)
        let allowed = try await Self.start(roles, ["LANDFALL_GRAPH_ROLE_ASSIGNABLE_GROUPS": "true"])
        #expect(allowed.problem == nil)
    }

    @Test("a sign-in service that is down is no reason not to start, and then nothing is known")
    func down() async throws {
        let outcome = try await Self.start(nil)
        #expect(outcome.refusal == nil)
        #expect(outcome.problem?.hasPrefix("not known: graph.unavailable: ") == true)
    }

    @Test("what adding several people costs is as configured", arguments: [("", 7), ("third", 7), ("one", 1)])
    func cost(text: String, writes: Int) async throws {
        let outcome = try await Self.start([Self.members], ["LANDFALL_GRAPH_PATCH_COST": text])
        #expect(outcome.cost.writes == writes)
    }
}
