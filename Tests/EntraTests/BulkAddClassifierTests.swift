import Domain
import Testing

@testable import Entra

@Suite("What Graph's answers to adding several people at once mean")
struct BulkAddClassifierTests {
    enum Expected: Sendable, Equatable {
        case accepted
        case undecided
        case failed(Reason, FailureKind)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var status: Int
        var body = ""
        var expected: Expected

        var testDescription: String { "\(status): \(name)" }
    }

    typealias Texts = MembershipWriteClassifierTests

    static let quota = Fixtures.error(
        "Directory_QuotaExceeded",
        "Unable to perform operation as '121' would exceed the maximum quota count '100' for forward-link 'members'.")
    static let duplicate = Texts.bad(
        "Object '[\(Texts.user)]' referenced from '[\(Texts.group)]' can only be present once as an add/remove change.")

    static let rows: [Row] = [
        Row(name: "all were added", status: 204, expected: .accepted),
        // It may be one person's fault
        Row(name: "one is a member already", status: 400, body: Texts.alreadyExist, expected: .undecided),
        Row(name: "one is named twice", status: 400, body: duplicate, expected: .undecided),
        Row(name: "over the quota, with members among them", status: 403, body: quota, expected: .undecided),
        Row(
            name: "over the quota, by its text, as a 400", status: 400,
            body: Texts.bad("Unable to perform operation as 121 would exceed the maximum quota count 100."),
            expected: .undecided),
        Row(name: "the first is missing", status: 404, body: Texts.missing(Texts.user), expected: .undecided),
        Row(
            name: "the second is missing, in capitals", status: 404,
            body: Texts.missing(Fixtures.otherUser.description.uppercased()), expected: .undecided),
        Row(
            name: "something that nobody has written down", status: 400, body: Texts.bad("Something new."),
            expected: .undecided),
        Row(
            name: "not with GroupMember.ReadWrite.All, perhaps", status: 403, body: Texts.insufficient,
            expected: .undecided),
        // It holds for all of them
        Row(
            name: "the group is missing", status: 404, body: Texts.missing(Texts.group),
            expected: .failed(.directoryGroupMissing, .permanent)),
        Row(
            name: "names a third object", status: 404, body: Texts.missing(Fixtures.otherGroup.description),
            expected: .failed(.graphUnreadable, .unknown)),
        Row(
            name: "names somebody who wasn't asked for", status: 404,
            body: Texts.missing("a0000000-0000-4000-8000-000000000003"),
            expected: .failed(.graphUnreadable, .unknown)),
        Row(
            name: "not replicated", status: 400,
            body: Texts.bad("The source resource object or one of the objects being referenced don't exist."),
            expected: .failed(.graphNotReplicated, .transient)),
        Row(
            name: "mail-enabled", status: 400,
            body: Texts.bad("Cannot Update a mail-enabled security groups and or distribution list."),
            expected: .failed(.directoryGroupMailEnabled, .permanent)),
        Row(
            name: "mail-enabled", status: 403,
            body: Texts.bad("Cannot Update a mail-enabled security groups and or distribution list."),
            expected: .failed(.directoryGroupMailEnabled, .permanent)),
        Row(
            name: "synced", status: 400,
            body: Texts.bad(
                "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration."
            ), expected: .failed(.directoryGroupSynced, .permanent)),
        Row(
            name: "concurrent writes", status: 409,
            body: Fixtures.error("Directory_ConcurrencyViolation", "Error due to concurrent requests being made."),
            expected: .failed(.graphConflict, .transient)),
        Row(name: "no token", status: 401, expected: .failed(.graphUnauthorized, .transient)),
        Row(name: "throttled", status: 429, expected: .failed(.graphThrottled, .transient)),
        Row(
            name: "throttled, speaking of members", status: 429, body: Texts.alreadyExist,
            expected: .failed(.graphThrottled, .transient)),
        Row(name: "throttled by bandwidth", status: 509, expected: .failed(.graphThrottled, .transient)),
        Row(name: "out of service", status: 503, expected: .failed(.graphUnavailable, .transient)),
        Row(name: "server failed", status: 500, expected: .failed(.graphReplyLost, .unknown)),
        Row(name: "gateway gave up", status: 504, body: Texts.page, expected: .failed(.graphReplyLost, .unknown)),
        Row(
            name: "method not allowed", status: 405, body: Texts.bad("Specified HTTP method is not allowed"),
            expected: .failed(.graphRefused, .permanent)),
        // What isn't Graph's decides nothing
        Row(name: "a page", status: 200, body: Texts.page, expected: .failed(.graphUnreadable, .unknown)),
        Row(name: "a page", status: 400, body: Texts.page, expected: .failed(.graphUnreadable, .unknown)),
        Row(name: "a page", status: 403, body: Texts.page, expected: .failed(.graphUnreadable, .unknown)),
        Row(name: "a page", status: 404, body: Texts.page, expected: .failed(.graphUnreadable, .unknown)),
        Row(name: "taken in by something else", status: 202, expected: .failed(.graphUnreadable, .unknown)),
    ]

    static let classifier = BulkAddClassifier(
        [Fixtures.user, Fixtures.otherUser], group: Fixtures.group, purpose: "adding")

    @Test("each status and error gets its own meaning", arguments: rows)
    func row(_ row: Row) {
        let outcome = Self.classifier.outcome(
            of: Fixtures.answer(row.status, row.body, fields: ["request-id": "r-1"]))
        let ids: CorrelationIDs?
        let found: Expected
        switch outcome {
        case .accepted(let correlation): (found, ids) = (.accepted, correlation)
        case .undecided(let correlation, let detail):
            (found, ids) = (.undecided, correlation)
            #expect(detail.hasPrefix("adding: \(row.status) "))
        case .failed(let failure): (found, ids) = (.failed(failure.reason, failure.kind), failure.correlation)
        }
        #expect(found == row.expected)
        #expect(ids?.ids == CorrelationIDs(clientRequestID: Fixtures.callID, requestID: "r-1"))
    }

    @Test("no status is a success but 204, and none is undecided without an error of Graph's", arguments: 100..<600)
    func onlyOneSuccess(status: Int) {
        for body in ["", "{}", Texts.page, #"{"value":[]}"#] {
            switch Self.classifier.outcome(of: Fixtures.answer(status, body)) {
            case .accepted: #expect(status == 204)
            case .undecided: Issue.record("\(status) with \(body) says nothing")
            case .failed: #expect(status != 204)
            }
        }
    }
}
