import Domain
import HTTPTypes
import Testing

@testable import Teams

@Suite("A webhook's answer")
struct PostingAnswerTests {
    private static func failure(_ status: Int, _ body: String = "", _ fields: HTTPFields = [:]) -> Failure? {
        PostingAnswer(status: status, headerFields: fields, body: Array(body.utf8)).failure
    }

    @Test("takes the card", arguments: [200, 201, 202, 204])
    func taken(_ status: Int) {
        #expect(Self.failure(status) == nil)
        #expect(Self.failure(status, "1") == nil)
    }

    @Test(
        "says what became of the card, and so what to do",
        arguments: [
            (400, Reason.teamsCardRefused), (401, .teamsWebhookRefused), (403, .teamsWebhookRefused),
            (404, .teamsWebhookRefused), (405, .teamsWebhookRefused), (410, .teamsWebhookRefused),
            (302, .teamsWebhookRefused), (408, .teamsUndelivered), (413, .teamsCardRefused), (415, .teamsCardRefused),
            (422, .teamsCardRefused), (429, .teamsThrottled), (500, .teamsReplyLost), (502, .teamsReplyLost),
            (503, .teamsUndelivered), (504, .teamsReplyLost), (418, .teamsUndelivered),
        ])
    func classes(_ status: Int, _ reason: Reason) {
        #expect(Self.failure(status)?.reason == reason)
    }

    @Test(
        "says how long to wait; where it doesn't, that is ten seconds",
        arguments: [("7", 7), ("2.5", 2.5), ("", 10), ("Mon, 23 Nov 2026 08:10:00 GMT", 10), ("-1", 10)])
    func retryAfter(_ text: String, _ seconds: Double) {
        #expect(Self.failure(429, "", text.isEmpty ? [:] : [.retryAfter: text])?.retryAfterSeconds == seconds)
    }

    @Test(
        "of a connector hides what Teams had answered in the body of a 200",
        arguments: [(429, Reason.teamsThrottled), (413, .teamsCardRefused), (500, .teamsUndelivered)])
    func connectors(_ status: Int, _ reason: Reason) {
        let failure = Self.failure(
            200,
            "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error \(status) with ContextId x"
        )
        #expect(failure?.reason == reason)
        #expect(failure?.retryAfterSeconds == (status == 429 ? 10 : nil))
    }

    @Test("is quoted by the error's code alone: the rest could repeat the address")
    func quotation() {
        let body = #"{"error":{"code":"DirectApiAuthorizationRequired","message":"sig=secret is wrong"}}"#
        let failure = Self.failure(401, body)
        #expect(failure?.detail.contains("401 DirectApiAuthorizationRequired") == true)
        #expect(failure?.detail.contains("secret") == false)
        #expect(Self.failure(400, #"{"error":{"code":"sig=secret"}}"#)?.detail == "it answered 400")
        #expect(Self.failure(500, "<html>sig=secret</html>")?.detail == "it answered 500")
    }
}
