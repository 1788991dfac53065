import Domain
import Foundation
import Testing

@Suite("Reasons")
struct ReasonTests {
    /// The approved vocabulary: raw value, kind, whose move it is, and the dependency that is down. Dead letters, metrics, the audit,
    /// tickets and pages speak it, so a change here is a change for all who read them.
    static let approved = """
        policy.not_allowlisted permanent entitlement_owner -
        policy.nothing_requested permanent requester -
        policy.requester_not_allowed permanent requester -
        policy.conflict permanent requester -
        policy.not_eligible permanent requester -
        policy.end_missing permanent requester -
        policy.end_unreadable permanent requester -
        policy.end_past permanent requester -
        policy.end_too_distant permanent requester -
        policy.emergency_not_allowed permanent requester -
        policy.emergency_reason_missing permanent requester -
        policy.nobody_can_approve permanent entitlement_owner -
        policy.hours_never_meet permanent entitlement_owner -
        directory.group_missing permanent entitlement_owner -
        directory.group_dynamic permanent entitlement_owner -
        directory.group_synced permanent entitlement_owner -
        directory.group_mail_enabled permanent entitlement_owner -
        directory.group_role_assignable permanent entitlement_owner -
        directory.group_renamed permanent entitlement_owner -
        directory.group_deleted permanent entitlement_owner -
        directory.group_recreated permanent entitlement_owner -
        directory.user_missing permanent directory_team -
        directory.user_disabled permanent directory_team -
        directory.user_ambiguous permanent directory_team -
        directory.requester_missing permanent directory_team -
        approval.missing permanent approvers -
        approval.denied permanent requester -
        approval.expired permanent approvers -
        approval.approver_stale permanent approvers -
        approval.not_asked permanent approvers -
        approval.own_request permanent approvers -
        approval.decided_already permanent approvers -
        approval.plan_changed permanent approvers -
        approval.record_unclear permanent servicenow_team -
        approval.mandate_mismatch permanent operators -
        request.withdrawn permanent requester -
        graph.throttled transient landfall -
        graph.forbidden permanent directory_team -
        graph.unauthorized transient directory_team graph
        graph.quota_exceeded permanent entitlement_owner -
        graph.conflict transient landfall -
        graph.not_replicated transient landfall -
        graph.bulk_undecided transient landfall -
        graph.refused permanent directory_team -
        graph.reply_lost unknown landfall graph
        graph.unreadable unknown landfall graph
        graph.unverified permanent directory_team -
        graph.unavailable transient landfall graph
        servicenow.unavailable transient landfall servicenow
        servicenow.throttled transient landfall servicenow
        servicenow.unauthorized transient servicenow_team servicenow
        servicenow.unreadable transient landfall servicenow
        servicenow.not_processed transient landfall servicenow
        servicenow.record_gone permanent servicenow_team -
        servicenow.forbidden permanent servicenow_team -
        servicenow.not_applied permanent servicenow_team -
        servicenow.reply_lost unknown landfall servicenow
        servicenow.item_unreadable permanent servicenow_team -
        servicenow.incident_unreadable permanent servicenow_team -
        servicenow.item_closed permanent landfall -
        servicenow.task_missing permanent servicenow_team -
        servicenow.task_ambiguous permanent servicenow_team -
        servicenow.item_not_followed permanent servicenow_team -
        teams.undelivered transient landfall teams
        teams.throttled transient landfall teams
        teams.webhook_refused transient operators teams
        teams.card_refused permanent operators -
        teams.reply_lost unknown landfall teams
        message.unreadable permanent operators -
        message.version_unknown permanent operators -
        message.misplaced permanent operators -
        service.crashed_on_it permanent operators -
        service.interrupted unknown landfall -
        service.database_unavailable transient landfall postgres
        service.broker_unavailable transient landfall broker
        service.defect permanent operators -
        """

    @Test("the vocabulary is the approved one")
    func vocabulary() {
        let found = Reason.allCases.map {
            "\($0.rawValue) \($0.kind.rawValue) \($0.responsible.rawValue) \($0.dependency?.rawValue ?? "-")"
        }
        #expect(found.joined(separator: "\n") == Self.approved)
    }

    @Test("each is area.reason, with a sentence for people", arguments: Reason.allCases)
    func each(_ reason: Reason) throws {
        let parts = reason.rawValue.split(separator: ".", omittingEmptySubsequences: false)
        #expect(parts.count == 2)
        #expect(
            ["policy", "directory", "approval", "request", "graph", "servicenow", "teams", "message", "service"]
                .contains(parts[0])
        )
        #expect(!parts[1].isEmpty)
        #expect(reason.rawValue.allSatisfy { $0.isASCII && ($0.isLowercase || $0 == "_" || $0 == ".") })
        let sentence = reason.sentence
        #expect(sentence.hasSuffix("."))
        #expect(sentence.first?.isUppercase == true)
        #expect((20...140).contains(sentence.count))
        #expect(!sentence.contains(reason.rawValue))
        #expect(!reason.responsible.title.isEmpty)
    }

    @Test("no two reasons say the same")
    func distinct() {
        #expect(Set(Reason.allCases.map(\.sentence)).count == Reason.allCases.count)
        #expect(Set(Responsible.allCases.map(\.title)).count == Responsible.allCases.count)
    }

    @Test("a permanent failure is never Landfall's own to go on with, except a ticket that was closed")
    func permanentHasAnOwner() {
        let exceptions = Reason.allCases.filter { $0.kind == .permanent && $0.responsible == .landfall }
        #expect(exceptions == [.serviceNowItemClosed])
    }

    @Test("only transient failures are throttling, and only they ask to wait")
    func throttling() {
        #expect(Reason.allCases.filter(\.isThrottling) == [.graphThrottled, .serviceNowThrottled, .teamsThrottled])
        #expect(Reason.allCases.filter(\.isThrottling).allSatisfy { $0.kind == .transient })
    }

    @Test("no permanent failure opens a breaker: it is one request's own")
    func dependencies() {
        #expect(Reason.allCases.filter { $0.kind == .permanent && $0.dependency != nil }.isEmpty)
        #expect(Set(Reason.allCases.compactMap(\.dependency)) == Set(Dependency.allCases))
    }
}

@Suite("Failures")
struct FailureTests {
    @Test("a failure is its reason and what exactly happened")
    func description() {
        let failure = Failure(.graphForbidden, "403 Authorization_RequestDenied")
        #expect(failure.description == "graph.forbidden: 403 Authorization_RequestDenied")
        #expect(failure.kind == .permanent)
    }

    @Test("a long detail is cut, however it is written: it travels in message headers")
    func cut() throws {
        let texts = [
            String(repeating: "x", count: 5_000), String(repeating: "é", count: 5_000),
            // One character of 100,000 code points.
            "x" + String(repeating: "\u{301}", count: 100_000),
        ]
        for text in texts {
            let failure = Failure(.graphRefused, text)
            #expect(failure.detail.unicodeScalars.count == Failure.maximumDetail)
            #expect(text.unicodeScalars.starts(with: failure.detail.unicodeScalars))
            let json = #"{"reason":"graph.refused","detail":"\#(text)"}"#
            let read = try JSONDecoder().decode(Failure.self, from: Data(json.utf8))
            #expect(read == failure)
        }
    }

    @Test("a failure is read back as it was, with a wait that has a fraction")
    func roundTrip() throws {
        let failures = [Samples.failure, Failure(.graphRefused, "")]
        let read = try JSONDecoder().decode([Failure].self, from: JSONEncoder().encode(failures))
        #expect(read == failures)
        #expect(read[0].retryAfterSeconds == 2.128)
    }

    @Test(
        "a wait that nobody can wait for is kept within a day, wherever it comes from",
        arguments: [(1e300, 86_400), (.infinity, 86_400), (-5, 0), (86_400, 86_400), (0.25, 0.25)] as [(Double, Double)]
    )
    func boundedWait(asked: Double, kept: Double) throws {
        #expect(Failure(.graphThrottled, "429", retryAfterSeconds: asked).retryAfterSeconds == kept)
        var failure = Failure(.graphThrottled, "429")
        failure.retryAfterSeconds = asked
        #expect(failure.retryAfterSeconds == kept)
        guard asked.isFinite else { return }
        let json = #"{"reason":"graph.throttled","detail":"429","retry_after_s":\#(asked)}"#
        #expect(try JSONDecoder().decode(Failure.self, from: Data(json.utf8)).retryAfterSeconds == kept)
    }

    @Test("a wait that is no number is none")
    func noNumber() {
        #expect(Failure(.graphThrottled, "429", retryAfterSeconds: .nan).retryAfterSeconds == nil)
    }
}
