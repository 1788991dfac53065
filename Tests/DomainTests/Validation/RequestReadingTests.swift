import Domain
import Foundation
import Testing

@Suite("What a ticket asks for, read by a policy")
struct RequestReadingTests {
    @Test("says what has to be looked up, and what every rule saw")
    func reads() throws {
        let reading = try Inquiry("fin-writers,fin-readers").reading()
        #expect(reading.entitlements.map(\.name) == ["fin-writers", "fin-readers"])
        #expect(reading.groups == [Samples.otherGroup, Samples.group])
        #expect(reading.beneficiary == PersonKey(road: .userName, value: "ana@contoso.example"))
        #expect(reading.requester == reading.beneficiary)
        #expect(reading.isForRequester)
        #expect(reading.until == nil)
        #expect(reading.emergency == nil)
        #expect(reading.conflictGroups.isEmpty && reading.requesterGroups.isEmpty)
        #expect(
            reading.findings.map(\.rule) == [
                .ticketOpen, .ticketApproved, .ticketApproved, .itemListed, .entitlementsListed, .entitlementsListed,
                .end,
            ])
        #expect(reading.findings.allSatisfy { $0.reason == nil && !$0.detail.isEmpty })
    }

    static let blocks: [(String, Reason, @Sendable (inout Inquiry) -> Void)] = [
        ("closed", .serviceNowItemClosed, { $0.ticket.isActive = false }),
        ("not approved", .approvalMissing, { $0.ticket.approval = "requested" }),
        ("rejected", .approvalMissing, { $0.ticket.approval = "rejected" }),
        ("a word that only looks like it", .approvalMissing, { $0.ticket.approval = "Approved" }),
        ("no approver on record", .approvalMissing, { $0.ticket.approvals = [] }),
        ("catalogue item hidden", .serviceNowItemUnreadable, { $0.ticket.catalogItem = nil }),
        ("another catalogue item", .policyNotAllowlisted, { $0.ticket.catalogItem = SysID("item2") }),
        ("variables hidden", .serviceNowItemUnreadable, { $0.ticket.variables = nil }),
        ("person hidden", .serviceNowItemUnreadable, { $0.ticket.requestedFor = nil }),
        ("nothing asked for", .policyNothingRequested, { $0.ticket.variables = ["access": " ,"] }),
        ("something unknown asked for", .policyNotAllowlisted, { $0.ticket.variables = ["access": "all"] }),
        (
            "the end is missing", .policyEndMissing,
            { inquiry in inquiry.item.endVariable = "access_until" }
        ),
        ("no end, but one entitlement has to end", .policyEndMissing, { $0.first.maximumDays = 30 }),
        (
            "no mail address, by which the policy looks people up", .directoryUserMissing,
            { inquiry in
                inquiry.policy.identity = .mail
                inquiry.ticket.requestedFor?.mail = ""
            }
        ),
    ]

    @Test("blocks with a reason of its own, and shows the rule that did", arguments: blocks.indices)
    func blocked(_ index: Int) throws {
        let (name, reason, change) = Self.blocks[index]
        let inquiry = Inquiry().with(change)
        let block = try #require(inquiry.block, "\(name)")
        #expect(block.failure.reason == reason, "\(name)")
        #expect(block.owner == nil, "\(name)")
        #expect(block.findings.last?.reason == reason, "\(name)")
        #expect(block.findings.dropLast().allSatisfy { $0.reason == nil }, "\(name)")
    }

    @Test("a closed ticket is closed before it is anything else")
    func closedFirst() {
        let inquiry = Inquiry().with { inquiry in
            inquiry.ticket.isActive = false
            inquiry.ticket.approval = "rejected"
            inquiry.ticket.variables = nil
        }
        #expect(inquiry.reason == .serviceNowItemClosed)
    }

    @Test("a variable that may be hidden is not taken for one that has no value")
    func hiddenVariables() {
        func reason(_ variables: [String: String], _ change: (inout Inquiry) -> Void = { _ in }) -> Reason? {
            Inquiry().with { inquiry in
                inquiry.ticket.variables = variables
                inquiry.ticket.hidesVariables = true
                change(&inquiry)
            }.reason
        }
        // The rest is asked for by what can't be seen: less would be granted than was approved, or more for longer.
        #expect(reason(["access": "fin-readers"]) == .serviceNowItemUnreadable)
        #expect(reason(["access": "fin-readers", "more_access": ""]) == nil)
        #expect(
            reason(["access": "fin-readers", "more_access": ""]) { $0.item.endVariable = "until" }
                == .serviceNowItemUnreadable)
        #expect(
            reason(["access": "fin-readers", "more_access": ""]) {
                $0.item.emergency = EmergencyVariables(variable: "urgent", reasonVariable: "why")
            } == .serviceNowItemUnreadable)
        #expect(Inquiry().with { $0.ticket.variables = ["access": "fin-readers"] }.reason == nil)
    }

    @Test("people are looked up by the policy's road, and by no other")
    func roads() throws {
        for (road, value) in [
            (IdentityRoad.userName, "ana@contoso.example"), (.mail, "ana@mail.example"), (.employeeID, "E1"),
        ] {
            let reading = try Inquiry().with {
                $0.policy.identity = road
                $0.isAskedByBen()
            }.reading()
            #expect(reading.beneficiary == PersonKey(road: road, value: value))
            #expect(reading.requester?.road == road)
        }
        // Who can't be looked up is nobody, which the second half judges.
        let reading = try Inquiry().with {
            $0.policy.identity = .mail
            $0.isAskedByBen()
            $0.ticket.openedBy?.mail = nil
        }.reading()
        #expect(reading.requester == nil)
    }

    @Test("what stands in conflict is looked up whichever of the two names the other, each group once")
    func conflicts() throws {
        for named in [true, false] {
            let reading = try Inquiry().with { inquiry in
                inquiry.item.entitlements[0].conflictsWith = named ? ["fin-writers"] : []
                inquiry.item.entitlements[1].conflictsWith = named ? [] : ["fin-readers"]
                // Another item that offers the same group.
                var other = inquiry.item
                other.sysID = SysID("item2")!
                inquiry.policy.catalogItems.append(other)
            }.reading()
            #expect(reading.conflictGroups == [Samples.otherGroup])
        }
    }

    @Test("an end may be as far away as the strictest of its entitlements allows")
    func maximum() {
        func reason(_ until: String) -> Reason? {
            Inquiry("fin-readers,fin-writers").with { inquiry in
                inquiry.item.endVariable = "access_until"
                inquiry.item.maximumDays = 90
                inquiry.item.entitlements[1].maximumDays = 30
                inquiry.ticket.variables?["access_until"] = until
            }.reason
        }
        #expect(reason("2026-12-23 08:10:00") == nil)
        #expect(reason("2026-12-23 08:10:01") == .policyEndTooDistant)
    }

    // MARK: - Emergencies

    static func emergency(_ values: [String: String], hours: [Int?] = [4, 2]) -> Inquiry {
        Inquiry("fin-readers,fin-writers").with { inquiry in
            inquiry.item.emergency = EmergencyVariables(variable: "urgent", reasonVariable: "why")
            for (index, hours) in hours.enumerated() {
                inquiry.item.entitlements[index].emergency = hours.map { EmergencyRule(hours: $0) }
            }
            inquiry.ticket.variables?.merge(values) { $1 }
        }
    }

    @Test(
        "an emergency ends after the shortest time of its entitlements, and says why", arguments: ["true", "Yes", "1"])
    func emergencies(value: String) throws {
        let reading = try Self.emergency(["urgent": value, "why": " the ledger is down "]).reading()
        #expect(reading.emergency?.reason == "the ledger is down")
        #expect(reading.until == Samples.at + 2 * 3_600)
        #expect(reading.findings.contains { $0.rule == .emergency })
    }

    @Test("what isn't said to be an emergency is none", arguments: ["", "false", "no", "0", "truely", "urgent"])
    func noEmergency(value: String) throws {
        let reading = try Self.emergency(["urgent": value, "why": "the ledger is down"]).reading()
        #expect(reading.emergency == nil)
        #expect(reading.until == nil)
    }

    @Test("an emergency needs a reason, and a policy that gives all of it at once")
    func emergencyLimits() {
        #expect(Self.emergency(["urgent": "true"]).reason == .policyEmergencyReasonMissing)
        #expect(Self.emergency(["urgent": "true", "why": "  "]).reason == .policyEmergencyReasonMissing)
        #expect(
            Self.emergency(["urgent": "true", "why": "x"], hours: [4, nil]).reason == .policyEmergencyNotAllowed)
        // An item that knows no emergencies doesn't look at such variables.
        let inquiry = Self.emergency(["urgent": "true"]).with { $0.item.emergency = nil }
        #expect(inquiry.plan?.emergency == nil && inquiry.reason == nil)
    }

    @Test("an emergency never lasts longer than what was asked for")
    func emergencyEnd() throws {
        var inquiry = Self.emergency(["urgent": "true", "why": "x", "access_until": "2026-11-23 09:00:00"])
        inquiry.item.endVariable = "access_until"
        #expect(try inquiry.reading().until == Timestamp.date(of: "2026-11-23T09:00:00Z"))
    }
}
