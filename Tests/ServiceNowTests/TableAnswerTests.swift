import Domain
import Foundation
import HTTPTypes
import Testing

@testable import ServiceNow

@Suite("What an answer of the Table API means")
struct TableAnswerTests {
    private static let json = "application/json;charset=UTF-8"
    private static let cutOff = """
        {"result":[{"sys_id":"c1"},{"sys_id":"c2"
        "error":{"message":"Transaction cancelled: maximum execution time exceeded","detail":null},"status":"failure"}
        """

    private func answer(
        _ status: Int, _ body: String = "", type: String? = json, fields: HTTPFields = [:], isWrite: Bool = false
    ) -> TableAnswer {
        var fields = fields
        if let type { fields[.contentType] = type }
        return TableAnswer(isWrite: isWrite, status: status, headerFields: fields, body: Array(body.utf8))
    }

    private func failure(_ answer: TableAnswer) -> Failure? {
        do throws(Failure) {
            _ = try answer.records()
            return nil
        } catch {
            return error
        }
    }

    private func error(_ message: String, _ detail: String = "") -> String {
        #"{"error":{"message":"\#(message)","detail":"\#(detail)"},"status":"failure"}"#
    }

    @Test("One record, many, and none are records")
    func success() throws {
        #expect(try answer(200, #"{"result":{"sys_id":"c1"}}"#).records()?.map { $0["sys_id"] } == ["c1"])
        #expect(
            try answer(200, #"{"result":[{"sys_id":"c1"},{"sys_id":"c2"}]}"#).records()?.map { $0["sys_id"] }
                == ["c1", "c2"])
        #expect(try answer(200, #"{"result":[]}"#).records()?.isEmpty == true)
        #expect(try answer(201, #"{"result":{"sys_id":"c1"}}"#, isWrite: true).records()?.count == 1)
        #expect(try answer(200, #"{"result":[]}"#, type: "Application/JSON").records()?.isEmpty == true)
    }

    @Test("A record that isn't there, or that an access rule hides, is nil; any other 404 is not")
    func notFound() throws {
        let gone = error("No Record found", "Record doesn't exist or ACL restricts the record retrieval")
        #expect(try answer(404, gone).records() == nil)
        #expect(try answer(404, gone, isWrite: true).records() == nil)
        // Nothing may be taken for gone because of a proxy's page or an address that is no table.
        #expect(failure(answer(404, "<html>not here</html>", type: "text/html"))?.reason == .serviceNowUnreadable)
        #expect(
            failure(answer(404, error("Requested URI does not represent any resource")))?.reason
                == .serviceNowUnreadable)
        #expect(failure(answer(404, error("Invalid table sc_req_itm")))?.reason == .serviceDefect)
    }

    @Test("202 is no success: the call was dropped", arguments: [false, true])
    func dropped(isWrite: Bool) {
        #expect(failure(answer(202, isWrite: isWrite))?.reason == .serviceNowNotProcessed)
        // Not even with a body that looks like one.
        let body = #"{"result":{"sys_id":"c1"}}"#
        #expect(failure(answer(202, body, isWrite: isWrite))?.kind == .transient)
    }

    @Test("200 with a page is no answer", arguments: ["text/html", "text/html;charset=UTF-8", "text/plain", nil])
    func page(type: String?) {
        let page = failure(answer(200, "<html>Instance Hibernating page</html>", type: type))
        #expect(page?.reason == .serviceNowUnreadable)
        #expect(page?.kind == .transient)
    }

    @Test("200 whose JSON is cut off by an error, or has one beside the result, is no success")
    func cut() {
        let cut = failure(answer(200, Self.cutOff))
        #expect(cut?.reason == .serviceNowUnreadable)
        #expect(cut?.detail.contains("cut off by an error") == true)
        let beside = #"{"result":[{"sys_id":"c1"}],"error":{"message":"Transaction cancelled"},"status":"failure"}"#
        let failed = failure(answer(200, beside))
        #expect(failed?.reason == .serviceNowUnreadable)
        #expect(failed?.detail.contains("Transaction cancelled") == true)
        for body in ["{}", #"{"result":null}"#, #"{"result":"c1"}"#, "", "null", #"{"result":[{"sys_id":"c1"}]"#] {
            #expect(failure(answer(200, body))?.reason == .serviceNowUnreadable, "\(body)")
        }
    }

    @Test("After a write, a broken success leaves the outcome unknown")
    func brokenWrite() {
        for body in [Self.cutOff, "{}", "", #"{"result":{},"error":{"message":"cancelled"}}"#] {
            let lost = failure(answer(200, body, isWrite: true))
            #expect(lost?.reason == .serviceNowReplyLost, "\(body)")
            #expect(lost?.kind == .unknown)
        }
    }

    @Test("A refusal is the caller's or the instance's, as its status says")
    func refusals() {
        let expected: [(Int, Reason)] = [
            (401, .serviceNowUnauthorized), (403, .serviceNowForbidden), (400, .serviceDefect),
            (405, .serviceDefect), (415, .serviceDefect), (429, .serviceNowThrottled), (503, .serviceNowUnavailable),
        ]
        for isWrite in [false, true] {
            for (status, reason) in expected {
                let refusal = failure(answer(status, error("Operation Failed", "it says so"), isWrite: isWrite))
                #expect(refusal?.reason == reason, "\(status)")
                #expect(refusal?.detail.contains("Operation Failed: it says so") == true, "\(status)")
            }
        }
    }

    @Test("A server's error may have come after the change: for a write it is unknown, unless it is 503")
    func serverErrors() {
        for status in [500, 502, 504, 599] {
            #expect(failure(answer(status))?.reason == .serviceNowUnavailable)
            let lost = failure(
                answer(status, error("Transaction cancelled: maximum execution time exceeded"), isWrite: true))
            #expect(lost?.reason == .serviceNowReplyLost)
            #expect(lost?.kind == .unknown)
        }
        for status in [204, 301, 302] {
            #expect(failure(answer(status))?.reason == .serviceNowUnreadable)
            #expect(failure(answer(status, isWrite: true))?.reason == .serviceNowReplyLost)
        }
    }

    @Test("429 tells how long to wait, if the instance says so")
    func throttled() {
        let body = error("Rate limit exceeded", "Rate limit of 100 requests per hour for Table API exceeded")
        let told = failure(answer(429, body, fields: [.retryAfter: "7"]))
        #expect(told?.retryAfterSeconds == 7)
        #expect(told?.reason.isThrottling == true)
        #expect(failure(answer(429, body, fields: [.retryAfter: "2.5"]))?.retryAfterSeconds == 2.5)
        // A full semaphore answers without any such field, and not always in JSON.
        let untold = failure(answer(429, "busy", type: "text/plain"))
        #expect(untold?.reason == .serviceNowThrottled)
        #expect(untold?.retryAfterSeconds == nil)
    }

    @Test(
        "What can't be waited for is never asked of anybody",
        arguments: [
            ("-3", Double?.none), ("inf", nil), ("nan", nil), ("1e300", nil), ("0x7", nil), ("soon", nil), ("", nil),
            ("Wed, 21 Oct 2015 07:28:00 GMT", nil), ("99999999999999999999999", 86_400), (" 7 ", 7),
        ])
    func strangeWaits(text: String, seconds: Double?) {
        #expect(failure(answer(429, fields: [.retryAfter: text]))?.retryAfterSeconds == seconds)
    }

    @Test("Every failure carries the id by which ServiceNow finds the call")
    func correlation() throws {
        let name = try #require(HTTPField.Name("X-Transaction-ID"))
        for status in [202, 401, 403, 429, 500] {
            let failed = failure(answer(status, fields: [name: "794a9c84c331"]))
            #expect(failed?.correlation?.requestID == "794a9c84c331")
        }
    }
}
