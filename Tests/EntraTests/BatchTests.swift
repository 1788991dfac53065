import Domain
import Foundation
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import Entra

/// Bodies of answers to a batch.
enum BatchBody {
    static func responses(_ items: [String]) -> String { #"{"responses":[\#(items.joined(separator: ","))]}"# }

    static func item(
        _ id: String, _ status: Int, headers: String = #"{"request-id":"r"}"#, body: String? = nil
    ) -> String {
        #"{"id":"\#(id)","status":\#(status),"headers":\#(headers)\#(body.map { #","body":\#($0)"# } ?? "")}"#
    }
}

@Suite("What the answer to a batch means for each of its items")
struct BatchTests {
    static let cloud = "https://graph.microsoft.com"
    static let batchID = "99999999-2222-4333-8444-555555555555"

    /// Additions of several people to one group, with ids of their own.
    static func changes(_ count: Int, _ action: MembershipAction = .add) -> [MembershipChange] {
        Fixtures.users(count).enumerated().map { index, user in
            MembershipChange(action, user: user, group: Fixtures.group, clientRequestID: "c-\(index + 1)")
        }
    }

    enum Expected: Sendable, Equatable {
        case answer(Int)
        case failed(Reason)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var status = 200
        var body: String
        /// What each of three changes is settled by.
        var expected: [Expected]
        /// The same for three reads, where it differs.
        var reads: [Expected]?

        var testDescription: String { "\(status): \(name)" }
    }

    static let rows: [Row] = [
        Row(
            name: "each its own",
            body: BatchBody.responses([
                BatchBody.item("1", 204), BatchBody.item("2", 404), BatchBody.item("3", 429),
            ]), expected: [.answer(204), .answer(404), .answer(429)]),
        Row(
            name: "with the older status", status: 424,
            body: BatchBody.responses([
                BatchBody.item("1", 204), BatchBody.item("2", 429), BatchBody.item("3", 204),
            ]), expected: [.answer(204), .answer(429), .answer(204)]),
        Row(
            name: "in another order",
            body: BatchBody.responses([
                BatchBody.item("3", 400), BatchBody.item("1", 204), BatchBody.item("2", 404),
            ]), expected: [.answer(204), .answer(404), .answer(400)]),
        Row(
            name: "one is missing", body: BatchBody.responses([BatchBody.item("3", 204), BatchBody.item("1", 204)]),
            expected: [.answer(204), .failed(.graphReplyLost), .answer(204)],
            reads: [.answer(204), .failed(.graphUnavailable), .answer(204)]),
        Row(
            name: "all are missing", body: BatchBody.responses([]),
            expected: [.failed(.graphReplyLost), .failed(.graphReplyLost), .failed(.graphReplyLost)],
            reads: [.failed(.graphUnavailable), .failed(.graphUnavailable), .failed(.graphUnavailable)]),
        Row(
            name: "one that wasn't asked for, and things that are no answers",
            body: BatchBody.responses([
                BatchBody.item("4", 204), "null", "7", #"{"status":204}"#, #"{"id":3,"status":204}"#,
                BatchBody.item("1", 204), BatchBody.item("2", 204),
            ]), expected: [.answer(204), .answer(204), .failed(.graphReplyLost)],
            reads: [.answer(204), .answer(204), .failed(.graphUnavailable)]),
        Row(
            name: "one twice, even alike",
            body: BatchBody.responses([
                BatchBody.item("1", 204), BatchBody.item("1", 204), BatchBody.item("2", 204), BatchBody.item("3", 204),
            ]), expected: [.failed(.graphUnreadable), .answer(204), .answer(204)]),
        Row(
            name: "statuses that are none",
            body: BatchBody.responses([
                #"{"id":"1","status":"204"}"#, #"{"id":"2"}"#, BatchBody.item("3", 2040),
            ]), expected: [.failed(.graphUnreadable), .failed(.graphUnreadable), .failed(.graphUnreadable)]),
        Row(
            name: "without header fields, and with an empty body",
            body: BatchBody.responses([
                #"{"id":"1","status":204}"#, #"{"id":"2","status":204,"headers":null,"body":null}"#,
                #"{"id":"3","status":204,"headers":[],"body":""}"#,
            ]), expected: [.answer(204), .answer(204), .answer(204)]),
        // The batch as a whole
        all("throttled", 429, "", .graphThrottled),
        all("throttled by bandwidth", 509, "", .graphThrottled),
        all("out of service", 503, "", .graphUnavailable),
        all("server failed", 500, "", .graphReplyLost, reads: .graphUnavailable),
        all("gateway gave up", 504, MembershipWriteClassifierTests.page, .graphReplyLost, reads: .graphUnavailable),
        all("no token", 401, "", .graphUnauthorized),
        all("not allowed at all", 403, MembershipWriteClassifierTests.insufficient, .graphForbidden),
        // A change is refused for good by its own answer only
        all("refused as a whole", 400, Fixtures.error("BadRequest", "Invalid batch payload format."), .graphUnreadable),
        all("no such path", 404, MembershipWriteClassifierTests.missing(Fixtures.group.description), .graphUnreadable),
        all(
            "words that mean something elsewhere", 400, MembershipWriteClassifierTests.alreadyExist, .graphUnreadable),
        all("too large", 413, Fixtures.error("RequestEntityTooLarge", "Too large"), .graphUnreadable),
        // What isn't an answer to a batch
        all("nothing", 200, "", .graphUnreadable),
        all("a page", 200, MembershipWriteClassifierTests.page, .graphUnreadable),
        all("something else", 200, #"{"value":[]}"#, .graphUnreadable),
        all("answers that are no list", 200, #"{"responses":{"1":{"status":204}}}"#, .graphUnreadable),
        all("cut off", 200, String(BatchBody.responses([BatchBody.item("1", 204)]).dropLast(1)), .graphUnreadable),
        all("says that something failed, and not what", 424, "", .graphUnreadable),
        all("the same, in Graph's words", 424, Fixtures.error("FailedDependency", "It failed."), .graphUnreadable),
        all("made, and who knows what", 201, BatchBody.responses([BatchBody.item("1", 204)]), .graphUnreadable),
        all("no body, as a change has none", 204, "", .graphUnreadable),
    ]

    private static func all(
        _ name: String, _ status: Int, _ body: String, _ reason: Reason, reads: Reason? = nil
    ) -> Row {
        Row(
            name: name, status: status, body: body, expected: Array(repeating: .failed(reason), count: 3),
            reads: Array(repeating: .failed(reads ?? reason), count: 3))
    }

    private static func settle(_ batch: GraphBatch, _ answer: GraphAnswer) -> [Result<GraphAnswer, Failure>] {
        let settlement = BatchSettlement(
            batch: batch, clientRequestID: batchID,
            result: .success(BatchAnswer(answer, to: batch, now: Fixtures.epoch)))
        return batch.items.indices.map(settlement.answer)
    }

    private static func found(_ result: Result<GraphAnswer, Failure>) -> Expected {
        switch result {
        case .success(let answer): .answer(answer.status)
        case .failure(let failure): .failed(failure.reason)
        }
    }

    @Test("each item is settled by its own answer, or by what holds for all", arguments: rows)
    func row(_ row: Row) {
        let answer = Fixtures.answer(row.status, row.body, fields: ["request-id": "outer"])
        let changes = Self.settle(.changes(Self.changes(3), cloud: Self.cloud), answer)
        #expect(changes.map(Self.found) == row.expected)
        for (index, result) in changes.enumerated() {
            guard case .failure(let failure) = result else { continue }
            #expect(failure.correlation?.ids == CorrelationIDs(clientRequestID: "c-\(index + 1)", requestID: "outer"))
            #expect(failure.detail.hasPrefix("adding \(Fixtures.users(3)[index]) to the group"))
        }
        let questions = Fixtures.users(3).map { MembershipQuestion(user: $0, group: Fixtures.group) }
        #expect(Self.settle(.memberships(questions), answer).map(Self.found) == row.reads ?? row.expected)
    }

    @Test(
        "an item's own wait is its own, in whatever case the header field is written, and as a number, too",
        arguments: [
            (#"{"Retry-After":"2.128"}"#, 2.128), (#"{"retry-after":"10"}"#, 10), (#"{"RETRY-AFTER":"7"}"#, 7),
            (#"{"Retry-After":7}"#, 7), (#"{"Retry-After":2.5}"#, 2.5), (#"{"Retry-After":"soon"}"#, nil),
            (#"{}"#, nil), (#"{"bad name\n":"x","Retry-After":"3"}"#, 3), (#"{"Retry-After":["3"]}"#, nil),
            (#"{"Retry-After":"Mon, 23 Nov 2026 08:10:30 GMT"}"#, 30),
        ] as [(String, Double?)])
    func wait(_ headers: String, _ seconds: Double?) throws {
        let body = BatchBody.responses([
            BatchBody.item("2", 204), BatchBody.item("1", 429, headers: headers),
        ])
        let outer = Fixtures.answer(
            200, body, fields: ["Retry-After": "99", "Date": "Mon, 23 Nov 2026 08:10:00 GMT"])
        let results = Self.settle(.changes(Self.changes(2), cloud: Self.cloud), outer)
        #expect(try results[0].get().retryAfterSeconds == seconds)
        #expect(try results[1].get().retryAfterSeconds == nil)
    }

    @Test("an item's error and ids are read as if it had come by itself")
    func error() throws {
        let body = BatchBody.responses([
            BatchBody.item(
                "1", 400, headers: #"{"Request-Id":"own"}"#, body: MembershipWriteClassifierTests.alreadyExist),
            BatchBody.item("2", 404, headers: "{}", body: MembershipWriteClassifierTests.missing("x")),
            BatchBody.item("3", 400, body: #""PGh0bWw+""#),
        ])
        let results = Self.settle(.changes(Self.changes(3), cloud: Self.cloud), Fixtures.answer(200, body))
        let first = try results[0].get()
        #expect(first.error?.says("already exist") == true)
        #expect(first.correlation.ids == CorrelationIDs(clientRequestID: "c-1", requestID: "own"))
        let second = try results[1].get()
        #expect(second.error?.missingResource == "x")
        #expect(second.correlation.requestID == "94fb3b52-0000-4000-8000-000000000000")
        #expect(try results[2].get().error == nil)
    }

    @Test("without an answer all of them fail alike, each under its own id if the batch was sent")
    func noAnswer() {
        let batch = GraphBatch.changes(Self.changes(2), cloud: Self.cloud)
        func failures(_ correlation: CorrelationIDs?) -> [Failure] {
            let failure = Failure(.graphReplyLost, "lost", correlation: correlation)
            let settlement = BatchSettlement(batch: batch, clientRequestID: Self.batchID, result: .failure(failure))
            return batch.items.indices.compactMap { index in
                if case .failure(let failure) = settlement.answer(at: index) { failure } else { nil }
            }
        }
        #expect(
            failures(CorrelationIDs(clientRequestID: Self.batchID)).map(\.correlation?.clientRequestID)
                == ["c-1", "c-2"])
        // That of the call for a token.
        #expect(
            failures(CorrelationIDs(clientRequestID: "t")).map(\.correlation?.clientRequestID) == ["t", "t"])
        #expect(failures(nil).map(\.correlation) == [nil, nil])
    }

    @Test("the body says what single calls would, relative to the version, with a removal that ends in /$ref")
    func body() throws {
        let changes = [
            MembershipChange(.add, user: Fixtures.user, group: Fixtures.group, clientRequestID: #"a"\#u{1}"#),
            MembershipChange(.remove, user: Fixtures.otherUser, group: Fixtures.group, clientRequestID: "b"),
        ]
        let body = String(
            decoding: GraphBatch.changes(changes, cloud: Self.cloud).body(priority: .normal), as: UTF8.self)
        #expect(
            body == #"{"requests":["#
                + #"{"id":"1","method":"POST","url":"/groups/\#(Fixtures.group)/members/$ref","#
                + #""headers":{"client-request-id":"a\"\u0001","Content-Type":"application/json"},"#
                + #""body":{"@odata.id":"https://graph.microsoft.com/v1.0/directoryObjects/\#(Fixtures.user)"}},"#
                + #"{"id":"2","method":"DELETE","url":"/groups/\#(Fixtures.group)/members/\#(Fixtures.otherUser)/$ref","#
                + #""headers":{"client-request-id":"b"}}]}"#)
        _ = try JSONSerialization.jsonObject(with: Data(body.utf8))
        let low = GraphBatch.changes(changes, cloud: Self.cloud).body(priority: .low)
        #expect(String(decoding: low, as: UTF8.self).split(separator: #""x-ms-throttle-priority":"Low""#).count == 3)
    }
}
