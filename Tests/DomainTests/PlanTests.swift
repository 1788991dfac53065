import Domain
import Foundation
import Testing

@Suite("Plans")
struct PlanTests {
    static func make(
        ticket: Ticket = Samples.ticket, beneficiary: Person = Samples.person,
        operations: [PlannedOperation] = [Samples.operation, Samples.otherOperation], risk: Risk = .low,
        onPartialFailure: PartialFailureRule = .rollBack, policyVersion: String = Samples.policyVersion,
        until: Date? = nil, fulfilment: Fulfilment = .item
    ) throws(PlanError) -> Plan {
        try Plan(
            ticket: ticket, beneficiary: beneficiary, operations: operations, risk: risk,
            onPartialFailure: onPartialFailure, policyVersion: policyVersion, until: until,
            fulfilment: fulfilment)
    }

    // MARK: - Valid by construction

    @Test("a plan without an operation can't be made: it never means “remove all”")
    func empty() {
        #expect(throws: PlanError.empty) { try Self.make(operations: []) }
    }

    @Test("a plan has each key once")
    func duplicate() {
        var again = Samples.operation
        again.entitlement = "another"
        #expect(throws: PlanError.duplicate(Samples.key)) {
            try Self.make(operations: [Samples.operation, Samples.otherOperation, again])
        }
    }

    @Test("all keys are of the plan's own ticket and person")
    func foreign() {
        let strangers = [
            OperationKey(ritm: Samples.otherRITM, user: Samples.user, group: Samples.group, action: .add),
            OperationKey(ritm: Samples.ritm, user: Samples.otherUser, group: Samples.group, action: .add),
        ]
        for key in strangers {
            #expect(throws: PlanError.foreign(key)) {
                try Self.make(
                    operations: [Samples.otherOperation, PlannedOperation(key: key, entitlement: "e", groupName: "g")])
            }
        }
    }

    @Test("each error says what is wrong")
    func errors() {
        #expect(PlanError.empty.description == "a plan without any operation")
        #expect(PlanError.duplicate(Samples.key).description == "the operation \(Samples.key) is in the plan twice")
        #expect(
            PlanError.foreign(Samples.key).description
                == "the operation \(Samples.key) is of another ticket or person than the plan")
    }

    @Test("an operation is found by its key")
    func lookup() {
        let plan = Samples.plan(operations: [Samples.operation])
        #expect(plan[Samples.key] == Samples.operation)
        #expect(plan[Samples.otherKey] == nil)
    }

    // MARK: - The digest

    @Test("the digest of a plan never changes: approvals and runs are named by it")
    func digestVector() {
        #expect(Samples.plan().digest == "3146dd86acb826c59bddb5fa4e3e2c4428f511a736296f8d006eac529499ac6e")
        #expect(Samples.plan().run.description == "88076c57-8f55-8845-8ed0-d53e09a1c96c")
    }

    @Test("whatever part of a plan changes, its digest and its run change")
    func digestCoversEverything() throws {
        var changed: [String: Plan] = ["nothing": try Self.make()]
        var ticket = Samples.ticket
        ticket.sysID = SysID("c0000000000000000000000000000002")!
        changed["ticket's record"] = try Self.make(ticket: ticket)
        ticket = Samples.ticket
        ticket.number = Samples.otherRITM
        changed["ticket's number"] = try Self.make(
            ticket: ticket,
            operations: [Samples.operation, Samples.otherOperation].map {
                var operation = $0
                operation.key = OperationKey(
                    ritm: Samples.otherRITM, user: $0.key.user, group: $0.key.group, action: $0.key.action)
                return operation
            })
        var person = Samples.person
        person.userPrincipalName = "ben@contoso.example"
        changed["person's name"] = try Self.make(beneficiary: person)
        person = Samples.person
        person.displayName = "Ben"
        changed["person's display name"] = try Self.make(beneficiary: person)
        changed["person"] = try Self.make(
            beneficiary: Person(id: Samples.otherUser, userPrincipalName: "ana@contoso.example", displayName: "Ana"),
            operations: [Samples.operation, Samples.otherOperation].map {
                var operation = $0
                operation.key = OperationKey(
                    ritm: $0.key.ritm, user: Samples.otherUser, group: $0.key.group, action: $0.key.action)
                return operation
            })
        changed["risk"] = try Self.make(risk: .high)
        changed["rule"] = try Self.make(onPartialFailure: .keep)
        changed["policy"] = try Self.make(policyVersion: String(repeating: "ac", count: 32))
        changed["end"] = try Self.make(until: Samples.until)
        changed["another end"] = try Self.make(until: Samples.until + 1)
        changed["fulfilment"] = try Self.make(fulfilment: .task)
        changed["end and fulfilment"] = try Self.make(until: Samples.until, fulfilment: .task)
        changed["fewer operations"] = try Self.make(operations: [Samples.operation])
        changed["order"] = try Self.make(operations: [Samples.otherOperation, Samples.operation])
        var operation = Samples.operation
        operation.entitlement = "fin-owners"
        changed["entitlement"] = try Self.make(operations: [operation, Samples.otherOperation])
        operation = Samples.operation
        operation.groupName = "APP-FIN-OWNERS"
        changed["group's name"] = try Self.make(operations: [operation, Samples.otherOperation])
        operation = Samples.operation
        operation.key = OperationKey(ritm: Samples.ritm, user: Samples.user, group: Samples.group, action: .remove)
        changed["action"] = try Self.make(operations: [operation, Samples.otherOperation])

        let byDigest = Dictionary(grouping: changed, by: \.value.digest).values.filter { $0.count > 1 }
        #expect(byDigest.isEmpty, "the same digest: \(byDigest.map { $0.map(\.key) })")
        #expect(Set(changed.values.map(\.run)).count == changed.count)
    }

    @Test("the parts of a digest don't run together")
    func digestParts() throws {
        var one = Samples.operation
        var two = Samples.operation
        (one.entitlement, one.groupName) = ("a", "bc")
        (two.entitlement, two.groupName) = ("ab", "c")
        #expect(try Self.make(operations: [one]).digest != Self.make(operations: [two]).digest)
        one.entitlement = "a;1:b"
        two.entitlement = "a"
        #expect(try Self.make(operations: [one]).digest != Self.make(operations: [two]).digest)
    }

    @Test("the digest of a plan with an end never changes either")
    func digestVectorWithEnd() {
        #expect(Samples.planWithEnd.digest == "e74f4cd59a766a9ab4ec8f5fda3c68220764c1c8753d16e927503f42580694cf")
        #expect(Samples.planWithEnd.run.description == "8fab366d-865b-8790-9e6c-4767ebe9c87c")
        let ending = RunID(
            ritm: Samples.ritm, planDigest: Samples.planWithEnd.digest, ending: Samples.key.opposite)
        #expect(ending.description == "e7add946-b40b-8872-8f3b-21062e2cd996")
    }

    // MARK: - As JSON

    @Test("a plan says by what its ticket is closed only where that is a task, and is read as it was written")
    func fulfilment() throws {
        let plain = String(decoding: try JSONEncoder().encode(Samples.plan()), as: UTF8.self)
        #expect(!plain.contains("fulfilment"))
        #expect(try JSONDecoder().decode(Plan.self, from: Data(plain.utf8)).fulfilment == .item)
        let plan = try Self.make(fulfilment: .task)
        let bytes = try JSONEncoder().encode(plan)
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""fulfilment":"task""#))
        #expect(try JSONDecoder().decode(Plan.self, from: bytes) == plan)
        let forged = String(decoding: bytes, as: UTF8.self).replacing(
            #""fulfilment":"task""#, with: #""fulfilment":"item""#)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Plan.self, from: Data(forged.utf8)) }
    }

    @Test("a plan without an end says nothing of one, so that what was written before is read as it was")
    func withoutEnd() throws {
        let json = String(decoding: try JSONEncoder().encode(Samples.plan()), as: UTF8.self)
        #expect(!json.contains("until"))
    }

    @Test("the end is kept to the millisecond from the start, and can't be changed, taken away or added afterwards")
    func end() throws {
        let odd = try Self.make(until: Samples.until + 0.000_4)
        #expect(try odd == Self.make(until: Samples.until))
        #expect(try JSONDecoder().decode(Plan.self, from: JSONEncoder().encode(odd)) == odd)
        func forge(_ plan: Plan, _ until: Any?) throws -> Data {
            var json = try #require(
                try JSONSerialization.jsonObject(with: JSONEncoder().encode(plan)) as? [String: Any])
            json["until"] = until
            return try JSONSerialization.data(withJSONObject: json)
        }
        let seconds = Samples.until.timeIntervalSinceReferenceDate
        #expect(try JSONDecoder().decode(Plan.self, from: forge(odd, seconds)) == odd)
        for forged in [try forge(odd, seconds + 1), try forge(odd, nil), try forge(Samples.plan(), seconds)] {
            #expect(throws: DecodingError.self) { try JSONDecoder().decode(Plan.self, from: forged) }
        }
    }

    @Test("a plan is read back as it was")
    func roundTrip() throws {
        let plan = Samples.plan()
        #expect(try JSONDecoder().decode(Plan.self, from: JSONEncoder().encode(plan)) == plan)
    }

    @Test(
        "a plan that was tampered with is refused: its digest names another",
        arguments: [
            (#""risk":"low""#, #""risk":"high""#), ("roll_back", "keep"), ("fin-readers", "fin-owners"),
            ("abab", "acab"),
            (":add", ":remove"), ("b0000000-0000-4000-8000-000000000001", "b0000000-0000-4000-8000-000000000003"),
            ("APP-FIN-READERS", "APP-FIN-OWNERS"), ("ana@contoso.example", "ben@contoso.example"),
            (#""Ana""#, #""Ben""#),
            (#""digest":""#, #""digest":"0"#),
        ])
    func tampered(_ old: String, _ new: String) throws {
        let json = String(decoding: try JSONEncoder().encode(Samples.plan()), as: UTF8.self)
        let forged = json.replacing(old, with: new, maxReplacements: 1)
        #expect(forged != json)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Plan.self, from: Data(forged.utf8)) }
    }

    @Test("a plan that couldn't be made can't be read either", arguments: ["[]", "[OPERATION,OPERATION]"])
    func invalid(_ operations: String) throws {
        // Without it the order of keys differs from one text to the next.
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let operation = String(decoding: try encoder.encode(Samples.operation), as: UTF8.self)
        let plan = Samples.plan(operations: [Samples.operation])
        let json = String(decoding: try encoder.encode(plan), as: UTF8.self)
        let forged = json.replacing("[\(operation)]", with: operations.replacing("OPERATION", with: operation))
        #expect(forged != json)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(Plan.self, from: Data(forged.utf8)) }
    }
}
