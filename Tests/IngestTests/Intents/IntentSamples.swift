import Crypto
import Domain
import Fleet
import Foundation
import HTTPTypes
import TestSupport

@testable import Ingest

/// What an automation sends, and the policy that it is held against.
enum IntentSamples {
    static let client = "triage-agent"
    static let key = Data("a key that only this agent has".utf8)
    static let otherClient = "leaver-bot"
    static let otherKey = Data("another key, of the leaver bot".utf8)
    static let clientsText = """
        # who may propose
        \(client) \(key.base64EncodedString())

        \(otherClient)\t\(otherKey.base64EncodedString())
        """
    static let person = "ana.silva@contoso.example"
    /// An item of the simulator's catalogue that grants without an end.
    static let open = SysID("c1000000000000000000000000000001")!
    /// One whose variable `access_until` is mandatory.
    static let timed = SysID("c1000000000000000000000000000004")!
    static let rule = IntentRule(entitlementVariable: "entitlement", reasonVariable: "justification")

    static func item(_ id: SysID = open, endVariable: String? = nil, intents: IntentRule? = rule) -> CatalogItem {
        let names = ["APP-FIN-READERS", "APP-FIN-ADMINS"]
        return CatalogItem(
            name: "Application access", sysID: id, entitlementVariables: ["entitlement"], onPartialFailure: .rollBack,
            entitlements: names.enumerated().map { index, name in
                Entitlement(
                    name: name, group: GroupID("b1000000-0000-4000-8000-00000000000\(index + 1)")!, groupName: name,
                    risk: .low, owner: .init(name: "Finance", assignmentGroup: SysID("d2")!))
            },
            endVariable: endVariable, maximumDays: endVariable == nil ? nil : 90, intents: intents)
    }

    static func policy(_ item: CatalogItem = item()) -> Policy { Policy(catalogItems: [item]) }

    static func intent(_ change: (inout Intent) -> Void = { _ in }) -> Intent {
        var intent = Intent(
            key: "case-4711", catalogItem: open, requestedFor: person, entitlements: ["APP-FIN-READERS"], until: nil,
            reason: "takes over the monthly report")
        change(&intent)
        return intent
    }

    /// The JSON of an intent, with some members changed; nil takes one out.
    static func body(_ changes: [String: Any?] = [:]) throws -> [UInt8] {
        var members: [String: Any] = [
            "key": "case-4711", "catalog_item": open.description, "requested_for": person,
            "entitlements": ["APP-FIN-READERS"], "reason": "takes over the monthly report",
        ]
        for (name, value) in changes { members[name] = value }
        return Array(try JSONSerialization.data(withJSONObject: members, options: .sortedKeys))
    }

    static func signed(
        _ body: [UInt8], as client: String = client, key: Data = key, at time: Date = Samples.at
    ) -> HTTPFields {
        var fields = HookBench.signed(body, at: time, key: key)
        if let name = HTTPField.Name("X-Landfall-Client") { fields[name] = client }
        return fields
    }
}
