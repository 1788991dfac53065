import Domain
import Entra
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Validator

@Suite("Deciding about a request")
struct RequestHandlerTests {
    @Test("A request that may be granted becomes a plan, with who approved it")
    func validated() async throws {
        let policy = try Bench.policy(risk: .high)
        try await Bench.with(Bench.instance("second, first"), policy: policy) { bench in
            let validated = try await bench.validated()
            let plan = validated.plan
            #expect(validated.ticketApprovals == [Samples.decision])
            #expect(validated.findings?.map(\.rule).contains(.approvers) == true)
            #expect(plan.requester?.id == Samples.user)
            #expect(plan.ticket == Samples.ticket)
            #expect(plan.beneficiary == Samples.person)
            #expect(plan.operations.map(\.key) == [Samples.key(Samples.otherGroup), Samples.key(Samples.group)])
            #expect(plan.operations.map(\.groupName) == ["APP-GROUP-2", "APP-GROUP-1"])
            #expect(plan.risk == .high, "the riskiest of what is asked for")
            #expect(plan.policyVersion == policy.version)
            #expect(bench.writes.isEmpty)
        }
    }

    // MARK: - Blocked

    /// What is wrong with the world, and what the request is blocked for.
    enum Obstacle: String, CaseIterable, CustomTestStringConvertible {
        case groupMissing, groupDeleted, groupDeletedUnseen, groupRecreated, groupDynamic, groupSynced,
            groupMailEnabled, groupNoSecurity, groupRoleAssignable,
            groupRenamed
        case userMissing, userNameImpossible, userDisabled
        case notAllowlisted, partlyNotAllowlisted, otherCatalogItem, nothingRequested, blankRequest
        case notApproved, noApprover, approverUnreadable, closed
        case variablesHidden, personHidden, catalogItemHidden

        var testDescription: String { rawValue }

        var reason: Reason {
            switch self {
            case .groupMissing, .groupDeletedUnseen: .directoryGroupMissing
            case .groupDeleted: .directoryGroupDeleted
            case .groupRecreated: .directoryGroupRecreated
            case .groupDynamic: .directoryGroupDynamic
            case .groupSynced: .directoryGroupSynced
            case .groupMailEnabled, .groupNoSecurity: .directoryGroupMailEnabled
            case .groupRoleAssignable: .directoryGroupRoleAssignable
            case .groupRenamed: .directoryGroupRenamed
            case .userMissing, .userNameImpossible: .directoryUserMissing
            case .userDisabled: .directoryUserDisabled
            case .notAllowlisted, .partlyNotAllowlisted, .otherCatalogItem: .policyNotAllowlisted
            case .nothingRequested, .blankRequest: .policyNothingRequested
            case .notApproved, .noApprover, .approverUnreadable: .approvalMissing
            case .closed: .serviceNowItemClosed
            case .variablesHidden, .personHidden, .catalogItemHidden: .serviceNowItemUnreadable
            }
        }

        /// Whether it is the entitlement's owner who has to act.
        var isOwners: Bool { rawValue.hasPrefix("group") }

        func set(up bench: Bench) {
            let id = Samples.sysID.description
            func group(_ change: @escaping (inout ScriptedDirectory.Group) -> Void) {
                bench.directory.change { contents in
                    if var group = contents.groups[Samples.group] {
                        change(&group)
                        contents.groups[Samples.group] = group
                    }
                }
            }
            func item(_ change: (inout ScriptedInstance.Row) -> Void) {
                bench.instance.change("sc_req_item", where: "sys_id", is: id, change)
            }
            func variable(_ value: String) {
                bench.instance.change(
                    "sc_item_option_mtom", where: "sc_item_option.item_option_new.name", is: "entitlement"
                ) { $0["sc_item_option.value"] = value }
            }
            switch self {
            case .groupMissing: bench.directory.change { $0.groups[Samples.group] = nil }
            case .groupDeleted, .groupDeletedUnseen:
                bench.directory.change { contents in
                    contents.groups[Samples.group] = nil
                    contents.deletedGroups[Samples.group] = "2026-11-20T12:00:00Z"
                    // Another one has taken its name: what was deleted is still what was meant.
                    if self == .groupDeleted { contents.groups[Bench.thirdGroup] = ScriptedDirectory.Group() }
                    contents.showsDeleted = self == .groupDeleted
                }
            case .groupRecreated:
                bench.directory.change { contents in
                    contents.groups[Bench.thirdGroup] = contents.groups.removeValue(forKey: Samples.group)
                }
            case .groupDynamic: group { $0.types = ["DynamicMembership"] }
            case .groupSynced: group { $0.isSynced = true }
            case .groupMailEnabled: group { $0.isMail = true }
            case .groupNoSecurity: group { $0.isSecurity = false }
            case .groupRoleAssignable: group { $0.isRoleAssignable = true }
            case .groupRenamed: group { $0.name = "APP-GROUP-1-OLD" }
            case .userMissing: bench.directory.change { $0.users = [] }
            case .userNameImpossible: item { $0["requested_for.user_name"] = "ana.alvarez" }
            case .userDisabled: bench.directory.change { $0.users[0].isEnabled = false }
            case .notAllowlisted: variable("everything")
            case .partlyNotAllowlisted: variable("first,everything")
            case .otherCatalogItem: item { $0["cat_item"] = "c1000000000000000000000000000002" }
            case .nothingRequested: variable("")
            case .blankRequest: variable(" , ,")
            case .notApproved: item { $0["approval"] = "requested" }
            case .noApprover: bench.instance.remove(from: "sysapproval_approver")
            case .approverUnreadable:
                bench.instance.change("sysapproval_approver", where: "sysapproval", is: id) { $0["approver"] = "" }
            case .closed:
                item {
                    $0["active"] = "false"
                    $0["state"] = "4"
                }
            case .variablesHidden: bench.instance.remove(from: "sc_item_option_mtom")
            case .personHidden: item { $0["requested_for"] = nil }
            case .catalogItemHidden: item { $0["cat_item"] = nil }
            }
        }
    }

    @Test(
        "A request that can't be granted is blocked for its reason, on record, and nothing is written anywhere",
        arguments: Obstacle.allCases)
    func blocked(obstacle: Obstacle) async throws {
        let policy = try Bench.policy()
        try await Bench.with(policy: policy) { bench in
            obstacle.set(up: bench)
            let blocked = try await bench.blocked()
            #expect(blocked.ticket == Samples.ticket)
            #expect(blocked.failure.reason == obstacle.reason)
            #expect(blocked.failure.kind == .permanent)
            #expect(!blocked.failure.detail.isEmpty)
            #expect(blocked.findings?.last?.reason == obstacle.reason)
            #expect((blocked.owner != nil) == obstacle.isOwners)
            if obstacle.isOwners { #expect(blocked.owner?.assignmentGroup.description == Bench.owner) }
            let decisions = try await bench.decisions()
            #expect(decisions.map(\.outcome) == ["blocked"])
            #expect(decisions.map(\.version) == [policy.version])
            #expect(bench.writes.isEmpty)
        }
    }

    @Test("Variables that an access rule hides are not “nothing was asked for”, and the ticket says what is missing")
    func hiddenVariables() async throws {
        try await Bench.with { bench in
            Obstacle.variablesHidden.set(up: bench)
            let blocked = try await bench.blocked()
            #expect(blocked.failure.reason != .policyNothingRequested)
            #expect(blocked.failure.detail.contains("sc_item_option_mtom"))
        }
    }

    @Test("One group of several that can't be changed blocks all of it")
    func partly() async throws {
        try await Bench.with(Bench.instance("first,second")) { bench in
            bench.directory.change { $0.groups[Samples.otherGroup] = nil }
            let blocked = try await bench.blocked()
            #expect(blocked.failure.reason == .directoryGroupMissing)
            #expect(blocked.failure.detail.contains("APP-GROUP-2"))
        }
    }

    // MARK: - Failures, which are no decisions

    @Test(
        "A record that is gone, or hidden, is a failure that a person sees, and no decision", arguments: [true, false])
    func gone(isHidden: Bool) async throws {
        try await Bench.with { bench in
            if isHidden {
                bench.instance.change("sc_req_item", where: "sys_id", is: Samples.sysID.description) {
                    $0[ScriptedInstance.hidden] = ""
                }
            } else {
                bench.instance.remove(from: "sc_req_item")
            }
            let failure = try await bench.failure()
            #expect(failure.reason == .serviceNowRecordGone)
            #expect(failure.kind == .permanent)
            #expect(failure.detail.contains(Samples.ritm.description))
            #expect(try await bench.decisions().isEmpty)
            #expect(bench.writes.isEmpty)
        }
    }

    @Test("A record that turns out to be another ticket is not decided about")
    func otherTicket() async throws {
        try await Bench.with { (bench) async throws in
            bench.instance.change("sc_req_item", where: "sys_id", is: Samples.sysID.description) {
                $0["number"] = "RITM0099999"
            }
            #expect(try await bench.failure().reason == .messageUnreadable)
            #expect(try await bench.decisions().isEmpty)
        }
    }

    @Test("An item whose fields are hidden is not decided about", arguments: ["approval", "active", "state"])
    func unreadable(field: String) async throws {
        try await Bench.with { (bench) async throws in
            bench.instance.change("sc_req_item", where: "sys_id", is: Samples.sysID.description) { $0[field] = nil }
            #expect(try await bench.failure().reason == .serviceNowItemUnreadable)
            #expect(try await bench.decisions().isEmpty)
        }
    }

    @Test("An outage on either side is no answer: nothing is decided until it has passed")
    func outages() async throws {
        try await Bench.with { bench in
            let serviceNow: [(ScriptedServer.Reply, Reason)] = [
                (ScriptedInstance.error(429, "Rate limit exceeded", "100"), .serviceNowThrottled),
                (.answer(500), .serviceNowUnavailable), (.answer(202), .serviceNowNotProcessed),
                (.answer(200, fields: ["Content-Type": "text/html"], body: "<html>"), .serviceNowUnreadable),
            ]
            for (reply, reason) in serviceNow {
                bench.instance.detour { _ in reply }
                #expect(try await bench.failure().reason == reason)
            }
            bench.instance.detour(nil)
            let graph: [(ScriptedServer.Reply, Reason)] = [
                (.answer(429, fields: ["Retry-After": "3"]), .graphThrottled), (.answer(503), .graphUnavailable),
                // Only Graph itself may say that somebody isn't there.
                (.answer(404, body: "<html>proxy</html>"), .graphUnreadable),
            ]
            for (reply, reason) in graph {
                bench.directory.change { $0.detour = reply }
                let failure = try await bench.failure()
                #expect(failure.kind != .permanent)
                #expect(failure.reason == reason)
            }
            #expect(try await bench.decisions().isEmpty)
            bench.directory.change { $0.detour = nil }
            #expect(try await bench.validated().plan.ticket == Samples.ticket)
        }
    }

    @Test("An event of another type is refused, not guessed at")
    func misplaced() async throws {
        try await Bench.with { bench in
            let plan = try Samples.plan()
            let failure = await #expect(throws: Failure.self) {
                try await bench.handle(.approvalRequested(ApprovalRequested(plan: plan)))
            }
            #expect(failure?.reason == .messageMisplaced)
            #expect(bench.servers.allSatisfy { $0.requests.isEmpty })
        }
    }

    // MARK: - Once, and the same again

    @Test("The same event twice gets the same decision, plan and event, whatever has become of the world")
    func twice() async throws {
        try await Bench.with { bench in
            let first = try await bench.validated()
            Obstacle.groupMissing.set(up: bench)
            Obstacle.closed.set(up: bench)
            bench.instance.remove(from: "sc_req_item")
            let calls = bench.servers.map(\.requests.count)
            let other = bench.under(try Bench.policy(risk: .privileged, note: "a later version"))
            for bench in [bench, other] {
                let again = try await bench.validated()
                #expect(again == first)
                #expect(again.plan.digest == first.plan.digest)
                #expect(Samples.event(.requestValidated(again)).id == Samples.event(.requestValidated(first)).id)
            }
            #expect(try await bench.decisions().count == 1)
            #expect(bench.servers.map(\.requests.count) == calls, "what is decided is not asked again")
        }
    }

    @Test("A block stands, too: the same event, the same id, when the obstacle is gone")
    func blockedTwice() async throws {
        try await Bench.with { bench in
            bench.directory.change { $0.users = [] }
            let first = try await bench.blocked()
            bench.directory.change { $0.users = [ScriptedDirectory.User()] }
            let again = try await bench.blocked()
            #expect(again == first)
            #expect(Samples.event(.requestBlocked(again)).id == Samples.event(.requestBlocked(first)).id)
        }
    }

    @Test("Two validators that never met come to the same plan and event from the same facts")
    func deterministic() async throws {
        var facts: [Fact] = []
        for _ in 1...2 {
            try await Bench.with(Bench.instance("first,second")) { bench in facts.append(try await bench.decided()) }
        }
        #expect(facts[0] == facts[1])
        #expect(Samples.event(facts[0]).id == Samples.event(facts[1]).id)
    }

    @Test("Of two that decide at the same time, one decision stands, and both state that one", .timeLimit(.minutes(1)))
    func atOnce() async throws {
        try await Bench.with { bench in
            let other = bench.under(try Bench.policy(note: "another version"))
            let facts = try await withThrowingTaskGroup(of: Fact.self) { group in
                for number in 1...8 {
                    group.addTask { try await (number.isMultiple(of: 2) ? bench : other).decided() }
                }
                return try await group.reduce(into: Set<Fact>()) { $0.insert($1) }
            }
            #expect(facts.count == 1)
            #expect(try await bench.decisions().count == 1)
        }
    }

    // MARK: - On record

    @Test("The decision is on record with the policy that it was made by, byte for byte")
    func record() async throws {
        let policy = try Bench.policy(note: "with a remark: ü")
        try await Bench.with(policy: policy) { bench in
            let fact = try await bench.decided()
            let decisions = try await bench.decisions()
            #expect(decisions.map(\.ritm) == [Samples.ritm.description])
            #expect(decisions.map(\.version) == [policy.version])
            #expect(decisions.map(\.outcome) == ["validated"])
            let row = try #require(
                try await bench.handler.store.database.query("SELECT sha256, content FROM policy.versions").first)
            #expect(try row.decode("sha256", as: String.self) == policy.version)
            #expect(try row.decode("content", as: [UInt8].self) == policy.bytes)
            let stored = try #require(
                try await bench.handler.store.database.query("SELECT event FROM policy.decisions").first)
            let event = try EventCoding.decode(stored.decode("event", as: [UInt8].self))
            #expect(event.fact == fact)
            #expect(event.at == Samples.at)
            let kept = try #require(
                try await bench.handler.store.database.query("SELECT record FROM policy.decisions").first)
            let record = try DecisionRecord(json: kept.decode("record", as: [UInt8].self))
            #expect(record.at == Samples.at)
            #expect(record.ticket.variables == ["entitlement": "first", "justification": "month-end"])
            #expect(record.directory?.beneficiary.user?.managerID == ScriptedDirectory.boss)
            let attempt = DecisionAttempt(
                policy: policy, ticket: record.ticket, at: record.at, by: Samples.origin, trace: Samples.trace)
            let again = attempt.decision(try attempt.read().get(), try #require(record.directory))
            #expect(again.event.fact == fact, "the same record gets the same answer")
        }
    }

    @Test("No secret is in an event, a row, a failure or a log line (I7)")
    func secrets() async throws {
        try await Bench.with { bench in
            var texts: [String] = []
            for reply in [ScriptedServer.Reply.answer(500), .hangUp, .answer(401), .answer(429)] {
                bench.instance.detour { _ in reply }
                texts.append("\(try await bench.failure())")
                bench.instance.detour(nil)
                bench.directory.change { $0.detour = reply }
                texts.append("\(try await bench.failure())")
                bench.directory.change { $0.detour = nil }
            }
            let fact = try await bench.decided()
            texts.append(String(decoding: try EventCoding.encode(Samples.event(fact)), as: UTF8.self))
            texts += try await bench.handler.store.database.query(
                """
                SELECT convert_from(event, 'UTF8') || convert_from(record, 'UTF8') || d::text || convert_from(content, 'UTF8') || v::text AS text
                FROM policy.decisions d, policy.versions v
                """
            ).map { row in try row.decode("text", as: String.self) }
            #expect(texts.count == 10)
            texts.append(bench.log.text)
            #expect(bench.log.text.contains("request answered"))
            #expect(bench.log.text.contains("Graph was called"))
            for text in texts {
                for secret in [
                    ScriptedInstance.secret, ScriptedInstance.token, ScriptedDirectory.secret, ScriptedDirectory.token,
                ] { #expect(!text.contains(secret)) }
            }
        }
    }
}
