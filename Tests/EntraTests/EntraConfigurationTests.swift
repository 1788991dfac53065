import HTTP
import Testing

@testable import Entra

@Suite("The configuration")
struct EntraConfigurationTests {
    let good = EntraConfiguration(tenantID: "contoso.example", clientID: "3b6f", credential: .secretFile("/run/secret"))

    @Test("the defaults have no problem")
    func defaults() {
        #expect(good.problems.isEmpty)
        #expect(good.httpClientConfiguration.requestTimeout == .seconds(20))
        // The cautious ones.
        #expect(good.bulkAddCost == .third)
        #expect(good.permissions == PermissionCheck(allowsRoleAssignableGroups: false, allowsUserWrite: false))
    }

    @Test("each setting that can't work is named")
    func problems() {
        var bad = good
        bad.graphURL = "graph.microsoft.com"
        bad.loginURL = "https://login.microsoftonline.com?x"
        bad.cloud = "https://"
        bad.tenantID = "../x"
        bad.clientID = ""
        bad.requestTimeout = .zero
        bad.renewalLead = .seconds(-1)
        bad.renewalJitter = .seconds(-1)
        #expect(bad.problems.map(\.setting) == EntraConfiguration.Problem.Setting.allCases)
        for problem in bad.problems { #expect(problem.description == "\(problem.setting.rawValue) \(problem.message)") }
    }

    @Test("an address that carries a user and a password is refused, and not repeated")
    func userInAddress() {
        var bad = good
        bad.graphURL = "https://user:pw@graph.microsoft.com"
        #expect(bad.problems.count == 1)
        #expect(bad.problems.first?.description.contains("pw") == false)
    }
}
