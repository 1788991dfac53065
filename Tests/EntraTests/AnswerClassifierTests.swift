import Domain
import Foundation
import Testing

@testable import Entra

@Suite("What Graph's answers to a change mean")
struct MembershipWriteClassifierTests {
    enum Expected: Sendable, Equatable {
        case accepted
        case alreadySo
        case failed(Reason, FailureKind)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var action: MembershipAction = .add
        var status: Int
        var body = ""
        var expected: Expected

        var testDescription: String { "\(action.rawValue), \(status): \(name)" }
    }

    static let user = Fixtures.user.description
    static let group = Fixtures.group.description

    static func missing(_ id: String) -> String {
        Fixtures.error(
            "Request_ResourceNotFound",
            "Resource '\(id)' does not exist or one of its queried reference-property objects are not present.")
    }

    static func bad(_ message: String) -> String { Fixtures.error("Request_BadRequest", message) }

    static let alreadyExist = bad(
        "One or more added object references already exist for the following modified properties: 'members'.")
    static let alreadyGone = bad(
        "One or more removed object references do not exist for the following modified properties: 'members'.")
    static let insufficient = Fixtures.error(
        "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
    static let page = "<html><body>Service error</body></html>"

    static let rows: [Row] = [
        // The rows of the table of statuses and errors
        Row(name: "added", status: 204, expected: .accepted),
        Row(name: "removed", action: .remove, status: 204, expected: .accepted),
        Row(name: "already a member", status: 400, body: alreadyExist, expected: .alreadySo),
        Row(
            name: "already a member, in other case", status: 400, body: alreadyExist.uppercasedMessage,
            expected: .alreadySo),
        Row(
            name: "the person is missing", status: 404, body: missing(user),
            expected: .failed(.directoryUserMissing, .permanent)),
        Row(
            name: "the person is missing, in capitals", status: 404, body: missing(user.uppercased()),
            expected: .failed(.directoryUserMissing, .permanent)),
        Row(
            name: "the group is missing", status: 404, body: missing(group),
            expected: .failed(.directoryGroupMissing, .permanent)),
        Row(
            name: "the group is missing", action: .remove, status: 404, body: missing(group),
            expected: .failed(.directoryGroupMissing, .permanent)),
        Row(name: "not a member", action: .remove, status: 404, body: missing(user), expected: .alreadySo),
        Row(name: "just removed elsewhere", action: .remove, status: 400, body: alreadyGone, expected: .alreadySo),
        Row(
            name: "not replicated, don't", status: 400,
            body: bad("The source resource object or one of the objects being referenced don't exist."),
            expected: .failed(.graphNotReplicated, .transient)),
        Row(
            name: "not replicated, do not", status: 400,
            body: bad("The source resource object or one of the objects being referenced do not exist."),
            expected: .failed(.graphNotReplicated, .transient)),
        Row(
            name: "not replicated, curly", status: 400,
            body: bad("The source resource object or one of the objects being referenced don’t exist."),
            expected: .failed(.graphNotReplicated, .transient)),
        Row(
            name: "malformed user id", action: .remove, status: 400,
            body: Fixtures.error(
                "Request_UnsupportedQuery",
                "Unsupported referenced-object resource identifier for link property 'members'."),
            expected: .failed(.graphRefused, .permanent)),
        Row(
            name: "malformed guid", status: 400, body: bad("Invalid object identifier 'x'."),
            expected: .failed(.graphRefused, .permanent)),
        Row(
            name: "no permission, or a dynamic or role-assignable group", status: 403, body: insufficient,
            expected: .failed(.graphForbidden, .permanent)),
        Row(
            name: "no permission", action: .remove, status: 403, body: insufficient,
            expected: .failed(.graphForbidden, .permanent)),
        Row(
            name: "no permission, as the Teams interface says it", status: 403,
            body: Fixtures.error("Forbidden", "You do not have permission to perform this operation."),
            expected: .failed(.graphForbidden, .permanent)),
        Row(
            name: "mail-enabled", status: 400,
            body: bad("Cannot Update a mail-enabled security groups and or distribution list."),
            expected: .failed(.directoryGroupMailEnabled, .permanent)),
        Row(
            name: "mail-enabled", status: 403,
            body: Fixtures.error(
                "Authorization_RequestDenied", "Cannot Update a mail-enabled security groups and or distribution list."),
            expected: .failed(.directoryGroupMailEnabled, .permanent)),
        Row(
            name: "on-premises synced", status: 400,
            body: bad(
                "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration."
            ), expected: .failed(.directoryGroupSynced, .permanent)),
        Row(
            name: "on-premises synced", action: .remove, status: 403,
            body: Fixtures.error(
                "Authorization_RequestDenied",
                "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration."
            ), expected: .failed(.directoryGroupSynced, .permanent)),
        Row(
            name: "mastered by Exchange", status: 400,
            body: bad(
                "Unable to update the specified properties for objects that have originated within an external service."
            ), expected: .failed(.directoryGroupMailEnabled, .permanent)),
        Row(
            name: "restricted administrative unit", status: 403,
            body: Fixtures.error(
                "Authorization_RequestDenied",
                "Insufficient privileges to complete the operation. Target object is a member of a restricted management administrative unit and can only be modified by administrators scoped to that administrative unit."
            ), expected: .failed(.graphForbidden, .permanent)),
        Row(
            name: "quota", status: 403,
            body: Fixtures.error(
                "Directory_QuotaExceeded",
                "Unable to perform operation as '121' would exceed the maximum quota count '100' for forward-link 'members'."
            ), expected: .failed(.graphQuotaExceeded, .permanent)),
        Row(
            name: "quota by its text", status: 403,
            body: Fixtures.error(
                "",
                "Unable to perform operation as 121 would exceed the maximum quota count 100 for forward-link 'members'."
            ), expected: .failed(.graphQuotaExceeded, .permanent)),
        Row(
            name: "concurrent writes", status: 409,
            body: Fixtures.error(
                "Directory_ConcurrencyViolation",
                "Error due to concurrent requests being made to the tenant. Please wait briefly and retry."),
            expected: .failed(.graphConflict, .transient)),
        Row(
            name: "concurrent writes as a 400", status: 400,
            body: Fixtures.error(
                "Directory_ConcurrencyViolation", "Error due to concurrent requests being made to the tenant."),
            expected: .failed(.graphConflict, .transient)),
        Row(
            name: "application not known to the tenant", status: 401,
            body: Fixtures.error(
                "Authorization_IdentityNotFound", "The identity of the calling application could not be established."),
            expected: .failed(.graphUnauthorized, .transient)),
        Row(name: "no body", status: 401, expected: .failed(.graphUnauthorized, .transient)),
        Row(
            name: "no application roles", status: 403,
            body: Fixtures.error("Authorization_RequestDenied", "Required roles claim values are not provided"),
            expected: .failed(.graphForbidden, .permanent)),
        // Throttling: by the status, whatever the code is
        Row(
            name: "throttled, as documented", status: 429,
            body:
                #"{"error":{"code":"TooManyRequests","innerError":{"code":"429","date":"2020-08-18T12:51:51","message":"Please retry after","request-id":"94fb3b52","status":"429"},"message":"Please retry again later."}}"#,
            expected: .failed(.graphThrottled, .transient)),
        Row(
            name: "throttled, as seen", status: 429,
            body: Fixtures.error(
                "TooManyRequests",
                "Too many requests from Identifier:x under category:aadgraph.app.tenant_large. Please try again later."),
            expected: .failed(.graphThrottled, .transient)),
        Row(
            name: "throttled, UnknownError", status: 429, body: Fixtures.error("UnknownError", "Too Many Requests"),
            expected: .failed(.graphThrottled, .transient)),
        Row(name: "throttled, no body", action: .remove, status: 429, expected: .failed(.graphThrottled, .transient)),
        Row(name: "throttled, a page", status: 429, body: page, expected: .failed(.graphThrottled, .transient)),
        Row(
            name: "throttled, speaking of members", status: 429, body: alreadyExist,
            expected: .failed(.graphThrottled, .transient)),
        Row(name: "throttled by bandwidth", status: 509, expected: .failed(.graphThrottled, .transient)),
        // Servers and gateways
        Row(
            name: "server failed", status: 500, body: Fixtures.error("InternalServerError", "An error"),
            expected: .failed(.graphReplyLost, .unknown)),
        Row(name: "gateway", action: .remove, status: 502, body: page, expected: .failed(.graphReplyLost, .unknown)),
        Row(name: "gateway gave up", status: 504, expected: .failed(.graphReplyLost, .unknown)),
        Row(name: "unlisted server error", status: 520, expected: .failed(.graphReplyLost, .unknown)),
        Row(name: "out of service", status: 503, expected: .failed(.graphUnavailable, .transient)),
        Row(name: "storage", status: 507, expected: .failed(.graphUnavailable, .transient)),
        Row(
            name: "request not received in time", status: 408, body: page,
            expected: .failed(.graphUnavailable, .transient)),
        Row(
            name: "something else in its batch failed", status: 424,
            body: Fixtures.error("FailedDependency", "A request that this one depends on failed."),
            expected: .failed(.graphUnavailable, .transient)),
        Row(
            name: "not offered", status: 501, body: Fixtures.error("NotImplemented", "No"),
            expected: .failed(.graphRefused, .permanent)),
        Row(
            name: "not offered, by something else", status: 501, body: page,
            expected: .failed(.graphUnreadable, .unknown)),
        // What isn't Graph's decides nothing
        Row(name: "a proxy's page", status: 200, body: page, expected: .failed(.graphUnreadable, .unknown)),
        Row(name: "taken in by something else", status: 202, expected: .failed(.graphUnreadable, .unknown)),
        Row(name: "created", status: 201, body: "{}", expected: .failed(.graphUnreadable, .unknown)),
        Row(name: "sent elsewhere", status: 302, expected: .failed(.graphUnreadable, .unknown)),
        Row(name: "a firewall's page", status: 403, body: page, expected: .failed(.graphUnreadable, .unknown)),
        Row(name: "a gateway's page", status: 404, body: page, expected: .failed(.graphUnreadable, .unknown)),
        Row(
            name: "a gateway's page", action: .remove, status: 404, body: page,
            expected: .failed(.graphUnreadable, .unknown)),
        Row(name: "a page", status: 400, body: page, expected: .failed(.graphUnreadable, .unknown)),
        Row(name: "a page", status: 409, body: page, expected: .failed(.graphUnreadable, .unknown)),
        Row(name: "an empty error", status: 400, body: #"{"error":{}}"#, expected: .failed(.graphUnreadable, .unknown)),
        Row(
            name: "an error of another shape", status: 400, body: #"{"error":"invalid"}"#,
            expected: .failed(.graphUnreadable, .unknown)),
        Row(
            name: "cut off", status: 404, body: String(missing(user).prefix(60)),
            expected: .failed(.graphUnreadable, .unknown)),
        // A 404 that names neither tells nothing
        Row(
            name: "names a third object", status: 404, body: missing("c0000000-0000-4000-8000-000000000001"),
            expected: .failed(.graphUnreadable, .unknown)),
        Row(
            name: "names a third object", action: .remove, status: 404,
            body: missing("c0000000-0000-4000-8000-000000000001"), expected: .failed(.graphUnreadable, .unknown)),
        Row(
            name: "speaks of the person elsewhere", status: 404,
            body: Fixtures.error("Request_ResourceNotFound", "No route for '\(user)'."),
            expected: .failed(.graphUnreadable, .unknown)),
        Row(
            name: "no such path", action: .remove, status: 404, body: Fixtures.error("UnknownError", ""),
            expected: .failed(.graphUnreadable, .unknown)),
        // The other action's words are no success
        Row(
            name: "added, to a removal", action: .remove, status: 400, body: alreadyExist,
            expected: .failed(.graphRefused, .permanent)),
        Row(
            name: "removed, to an addition", status: 400, body: alreadyGone,
            expected: .failed(.graphRefused, .permanent)),
        Row(
            name: "already a member, with another status", status: 403, body: alreadyExist,
            expected: .failed(.graphForbidden, .permanent)),
        Row(
            name: "any other bad request", status: 400, body: bad("Something new."),
            expected: .failed(.graphRefused, .permanent)),
        Row(
            name: "method not allowed", status: 405,
            body: Fixtures.error("Request_BadRequest", "Specified HTTP method is not allowed"),
            expected: .failed(.graphRefused, .permanent)),
    ]

    @Test("each status and error gets its own meaning", arguments: rows)
    func row(_ row: Row) {
        let classifier = MembershipWriteClassifier(
            row.action, user: Fixtures.user, group: Fixtures.group, purpose: "changing")
        let outcome = classifier.outcome(of: Fixtures.answer(row.status, row.body, fields: ["request-id": "r-1"]))
        let ids: CorrelationIDs?
        let found: Expected
        switch outcome {
        case .accepted(let correlation): (found, ids) = (.accepted, correlation)
        case .alreadySo(let correlation): (found, ids) = (.alreadySo, correlation)
        case .failed(let failure): (found, ids) = (.failed(failure.reason, failure.kind), failure.correlation)
        }
        #expect(found == row.expected)
        #expect(ids?.ids == CorrelationIDs(clientRequestID: Fixtures.callID, requestID: "r-1"))
    }

    @Test("no status is a success but 204, whatever the body says", arguments: Array(100..<600))
    func onlyOneSuccess(status: Int) {
        for action in MembershipAction.allCases {
            let classifier = MembershipWriteClassifier(
                action, user: Fixtures.user, group: Fixtures.group, purpose: "changing")
            for body in ["", "{}", Self.page, Self.insufficient, #"{"value":[]}"#] {
                switch classifier.outcome(of: Fixtures.answer(status, body)) {
                case .accepted: #expect(status == 204)
                case .alreadySo: Issue.record("\(status) with \(body) is no proof of anything")
                case .failed: #expect(status != 204)
                }
            }
        }
    }

    @Test("a wait is passed on, and the other side's words are cut and on one line")
    func detail() throws {
        let classifier = AnswerClassifier("adding", isWrite: true)
        let throttled = classifier.failure(of: Fixtures.answer(429, fields: ["Retry-After": "2.128"]))
        #expect(throttled.retryAfterSeconds == 2.128)
        let long = classifier.failure(
            of: Fixtures.answer(400, Self.bad("line one\\r\\nline two " + String(repeating: "x", count: 5_000))))
        #expect(long.detail.hasPrefix("adding: 400 Request_BadRequest: line one  line two xxx"))
        #expect(long.detail.count < 500)
        #expect(!long.detail.contains { $0.isNewline })
        // One character of 5,000 code points.
        let tall = classifier.failure(
            of: Fixtures.answer(400, Self.bad("x" + String(repeating: "\u{301}", count: 5_000))))
        #expect(tall.detail.utf8.count < 900)
    }

    @Test("the request id is taken from the header, else from the body, and only if it is short printable text")
    func requestID() {
        let body = Fixtures.error("x", "y", requestID: "from-body")
        #expect(
            Fixtures.answer(400, body, fields: ["request-id": "from-header"]).correlation.requestID == "from-header")
        #expect(Fixtures.answer(400, body).correlation.requestID == "from-body")
        #expect(Fixtures.answer(400, Fixtures.error("x", "y", requestID: "a b")).correlation.requestID == nil)
        let lower = #"{"error":{"code":"x","message":"y","innererror":{"request-id":"lower"}}}"#
        #expect(Fixtures.answer(400, lower).correlation.requestID == "lower")
        let odd = #"{"error":{"code":"x","message":"y","innerError":"odd"}}"#
        #expect(Fixtures.answer(400, odd).error?.code == "x")
    }
}

@Suite("What refusals of a read mean")
struct ReadClassifierTests {
    static let rows: [(Int, String, Reason)] = [
        (401, "", .graphUnauthorized),
        (403, MembershipWriteClassifierTests.insufficient, .graphForbidden),
        (404, MembershipWriteClassifierTests.missing(Fixtures.group.description), .directoryGroupMissing),
        (404, MembershipWriteClassifierTests.missing(Fixtures.user.description), .graphUnreadable),
        (404, MembershipWriteClassifierTests.page, .graphUnreadable),
        (400, MembershipWriteClassifierTests.bad("Invalid filter clause"), .graphRefused),
        (429, "", .graphThrottled), (509, "", .graphThrottled),
        (500, "", .graphUnavailable), (502, "", .graphUnavailable), (503, "", .graphUnavailable),
        (504, "", .graphUnavailable), (507, "", .graphUnavailable), (408, "", .graphUnavailable),
        (202, "", .graphUnreadable), (204, "", .graphUnreadable), (301, "", .graphUnreadable),
    ]

    @Test("a server's failure is no unknown outcome when nothing could have changed", arguments: rows)
    func row(_ status: Int, _ body: String, _ reason: Reason) {
        let classifier = AnswerClassifier("reading", isWrite: false, group: Fixtures.group)
        #expect(classifier.failure(of: Fixtures.answer(status, body)).reason == reason)
    }
}

extension String {
    /// An error's body with its message in capitals.
    fileprivate var uppercasedMessage: String {
        replacing("added object references already exist", with: "ADDED OBJECT REFERENCES ALREADY EXIST")
    }
}
