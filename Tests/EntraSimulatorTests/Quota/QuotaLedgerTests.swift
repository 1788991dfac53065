import Foundation
import HTTPTypes
import SimulatorKit
import Testing

@testable import EntraSimulator

@Suite("The quota of an app")
struct QuotaLedgerTests {
    private let start = Date(timeIntervalSince1970: 0)
    private let write = RequestCost(method: .delete, route: .memberReference(group: "g", member: "u"), query: .none)
    private let read = RequestCost(method: .get, route: .entity(.groups, key: "g"), query: .none)

    private func ledger(writes: Double, units: Double, isFractional: Bool = true) -> QuotaLedger {
        var settings = QuotaSettings(userCount: 10)
        settings.writes = .init(limit: writes, window: 150)
        settings.resourceUnits = .init(limit: units, window: 10)
        return QuotaLedger(
            settings: settings, tenantID: Sample.tenant, tenantSize: .small, isRetryAfterFractional: isFractional)
    }

    @Test("for writes is told in the refusal's headers")
    func writes() throws {
        var ledger = ledger(writes: 2, units: 1000)
        for _ in 1...2 { _ = try ledger.charge(write, to: "app", at: start) }
        let error = #expect(throws: GraphError.self) { try ledger.charge(write, to: "app", at: start) }
        #expect(error?.status == .tooManyRequests)
        #expect(error?.code == "TooManyRequests")
        #expect(
            error?.message == "Too many requests from Identifier:app under category:aadgraph.app.tenant_small. "
                + "Please try again later.")
        #expect(error?.headers[.retryAfter] == "150")
        #expect(error?.headers[.throttleScope] == "Tenant_Application/Write/app/\(Sample.tenant)")
        #expect(error?.headers[.throttleInformation] == "WriteLimitExceeded")
        #expect(error?.headers[.throttleLimitPercentage] == "1.5")
    }

    @Test("for reads is not that for writes, and one app's is not another's")
    func separation() throws {
        var ledger = ledger(writes: 1, units: 1000)
        _ = try ledger.charge(write, to: "app", at: start)
        #expect(throws: GraphError.self) { try ledger.charge(write, to: "app", at: start) }
        #expect(throws: Never.self) { try ledger.charge(read, to: "app", at: start) }
        #expect(throws: Never.self) { try ledger.charge(write, to: "other", at: start) }
    }

    @Test("is announced above 0.8 of the limit")
    func announcement() throws {
        var ledger = ledger(writes: 1000, units: 10)
        var announced: [String?] = []
        for _ in 1...10 { announced.append(try ledger.charge(read, to: "app", at: start)[.throttleLimitPercentage]) }
        #expect(announced.prefix(8).allSatisfy { $0 == nil })
        #expect(announced.suffix(2) == ["0.9", "1"])
    }

    @Test("may be waited for in fractions of a second, or in whole ones")
    func retryAfter() throws {
        for (isFractional, expected) in [(true, "6.667"), (false, "7")] {
            var ledger = ledger(writes: 1000, units: 3, isFractional: isFractional)
            for _ in 1...3 { _ = try ledger.charge(read, to: "app", at: start) }
            let error = #expect(throws: GraphError.self) { try ledger.charge(read, to: "app", at: start) }
            #expect(error?.headers[.retryAfter] == expected)
            #expect(error?.headers[.throttleInformation] == "ResourceUnitLimitExceeded")
            #expect(throws: Never.self) { try ledger.charge(read, to: "app", at: start + (Double(expected) ?? 0)) }
        }
    }

    @Test("is used up earlier by requests of low priority")
    func priority() throws {
        var ledger = ledger(writes: 1000, units: 10)
        for _ in 1...9 { _ = try ledger.charge(read, to: "app", at: start) }
        var low = ledger
        #expect(throws: GraphError.self) { try low.charge(read, to: "app", priority: .low, at: start) }
        #expect(throws: Never.self) { try ledger.charge(read, to: "app", priority: .high, at: start) }
    }

    @Test(
        "of resource units follows the size of the tenant",
        arguments: [(49, 3500.0), (50, 5000), (500, 5000), (501, 8000)])
    func size(users: Int, units: Double) {
        #expect(QuotaSettings(userCount: users).resourceUnits.limit == units)
    }
}
