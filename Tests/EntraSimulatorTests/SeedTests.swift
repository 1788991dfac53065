import OrderedCollections
import SimulatorKit
import Testing

@testable import EntraSimulator

@Suite("The seed")
struct SeedTests {
    @Test("that is built in has people and groups of every kind")
    func standard() throws {
        let seed = try Seed(Seed.standard())
        #expect(seed.users.count >= 60)
        #expect(seed.users.contains { !$0.isEnabled })
        #expect(seed.users.contains { $0.properties["userType"] == "Guest" })
        #expect(seed.users.contains { $0.properties["employeeType"] == "Contractor" && $0.isEnabled })
        #expect(seed.users.contains { $0.managerID == nil })
        #expect(seed.groups.count { !$0.isDynamic && !$0.isSynced && !$0.isExchangeManaged && !$0.isUnified } >= 5)
        #expect(seed.groups.contains { $0.isUnified })
        #expect(seed.groups.contains { $0.isDynamic })
        #expect(seed.groups.contains { $0.isSynced })
        #expect(seed.groups.contains { $0.isExchangeManaged })
        #expect(seed.groups.contains { $0.isRoleAssignable })
        #expect(!seed.deletedGroups.isEmpty)
        let landfall = try #require(seed.applications.first)
        #expect(Set(landfall.roles).isSuperset(of: ["GroupMember.ReadWrite.All", "User.Read.All"]))
        let operators = try #require(landfall.appRoles.first { $0.value == "Landfall.Operator" })
        #expect(operators.assignedTo.count >= 2, "a rollback takes two people")
        #expect(!landfall.roles.contains("User.ReadWrite.All"), "it could delete people by a slip of the pen")
    }

    @Test(
        "is refused when something in it is wrong",
        arguments: [
            #"{"tenant":"x"}"#, #"{"tenants":"7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11"}"#,
            #"{"tenant":"7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11","users":[{"id":"1","userPrincipalName":"a"}]}"#,
            #"{"tenant":"7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11","users":{}}"#,
            #"{"tenant":"7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11","quota":{"writes":{"limit":0,"window_s":1}}}"#,
            #"{"tenant":"7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11","quota":{"patchCost":"two"}}"#,
            #"{"tenant":"7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11","replication":{"lag_ms":[5,1]}}"#,
            #"{"tenant":"7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11","replication":{"replicas":0}}"#,
            #"{"tenant":"7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11","options":{"throttledBatchStatus":500}}"#,
            #"{"tenant":"7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11","apps":[{"clientId":"x"}]}"#,
            #"""
            {"tenant":"7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11","apps":[{"clientId":"3b6f2f0a-9a86-4c7e-8f39-54c0de90a001",
            "appRoles":[{"value":"R","assignedTo":["a0000000-0000-4000-8000-000000000001"]}]}]}
            """#,
            "[]",
        ])
    func malformed(text: String) throws {
        let json = try JSONValue(parsing: text)
        let problem = #expect(throws: MalformedInput.self) { try Seed(json) }
        #expect(problem?.description.hasPrefix("Seed: ") == true)
    }

    @Test("names a property that is misspelt, a member that is not there, and a manager who is not there")
    func names() throws {
        func problem(_ more: JSONObject) -> String {
            do {
                _ = try Seed(Sample.seed(more))
                return ""
            } catch {
                return "\(error)"
            }
        }
        #expect(
            problem(["groups": [Sample.group(1, "G", ["securityEnable": true])]])
                == "Seed: \"securityEnable\" in groups[0] is no property of a group that the simulator knows.")
        #expect(
            problem(["groups": [Sample.group(1, "G", members: [Sample.missing])]]).contains("a member that is not"))
        #expect(problem(["users": [Sample.person(1, "A", manager: Sample.missing)]]).contains("the manager of"))
        #expect(problem(["users": [Sample.person(1, "A"), Sample.person(2, "a")]]).contains("userPrincipalName"))
    }
}
