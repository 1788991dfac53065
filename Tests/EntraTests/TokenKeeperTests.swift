import Domain
import Foundation
import Testing

@testable import Entra

@Suite("When a token is used, renewed or waited for")
struct TokenKeeperTests {
    let start = Fixtures.epoch
    let down = Failure(.graphUnavailable, "down")

    func token(_ name: String, at time: Date? = nil, lifetime: TimeInterval = 3_600) -> AccessToken {
        AccessToken(Secret(name), requestedAt: time ?? start, lifetime: lifetime, lead: 300)
    }

    @Test("the first question fetches, all others wait until it is there")
    func first() {
        var keeper = TokenKeeper()
        #expect(keeper.decide(at: start) == .renew)
        #expect(keeper.decide(at: start) == .wait)
        #expect(keeper.decide(at: start + 60) == .wait)
        let one = token("one")
        #expect(keeper.renewed(.success(one), at: start) == .success(one))
        #expect(keeper.decide(at: start) == .use(one))
        #expect(keeper.decide(at: start + 3_299) == .use(one))
    }

    @Test("one question renews early; meanwhile the others go on with the old token, until it ends")
    func early() {
        var keeper = TokenKeeper()
        let one = token("one")
        _ = keeper.decide(at: start)
        _ = keeper.renewed(.success(one), at: start)
        #expect(keeper.decide(at: start + 3_300) == .renew)
        #expect(keeper.decide(at: start + 3_300) == .use(one))
        #expect(keeper.decide(at: start + 3_584) == .use(one))
        #expect(keeper.decide(at: start + 3_585) == .wait)
        let two = token("two", at: start + 3_300)
        #expect(keeper.renewed(.success(two), at: start + 3_586) == .success(two))
        #expect(keeper.decide(at: start + 3_586) == .use(two))
    }

    @Test("a renewal that fails harms nobody while the token can be used, and isn't repeated at once")
    func failedEarly() {
        var keeper = TokenKeeper()
        let one = token("one")
        _ = keeper.decide(at: start)
        _ = keeper.renewed(.success(one), at: start)
        #expect(keeper.decide(at: start + 3_400) == .renew)
        #expect(keeper.renewed(.failure(down), at: start + 3_400) == .success(one))
        #expect(keeper.decide(at: start + 3_401) == .use(one))
        #expect(keeper.decide(at: start + 3_429) == .use(one))
        #expect(keeper.decide(at: start + 3_430) == .renew)
    }

    @Test("a clock that is set back ends a wait that the sign-in service asked for: nobody knows what is left of it")
    func setBack() {
        var keeper = TokenKeeper()
        let busy = Failure(.graphUnavailable, "busy", retryAfterSeconds: 20)
        #expect(keeper.decide(at: start) == .renew)
        #expect(keeper.renewed(.failure(busy), at: start) == .failure(busy))
        #expect(keeper.decide(at: start + 5) == .fail(Failure(.graphUnavailable, "busy", retryAfterSeconds: 15)))
        #expect(keeper.decide(at: start - 3_600) == .renew)
    }

    @Test("a renewal that fails when there is nothing left is everybody's failure, and the next question tries again")
    func failedLate() {
        var keeper = TokenKeeper()
        #expect(keeper.decide(at: start) == .renew)
        #expect(keeper.renewed(.failure(down), at: start) == .failure(down))
        #expect(keeper.decide(at: start) == .renew)
    }

    @Test("the sign-in service is left alone for as long as it asks, and callers are told how long")
    func barred() {
        var keeper = TokenKeeper()
        let throttled = Failure(.graphThrottled, "wait", retryAfterSeconds: 40)
        _ = keeper.decide(at: start)
        _ = keeper.renewed(.failure(throttled), at: start)
        var expected = throttled
        expected.retryAfterSeconds = 30
        #expect(keeper.decide(at: start + 10) == .fail(expected))
        #expect(keeper.decide(at: start + 40) == .renew)
    }

    @Test("a token that was refused isn't used again; a newer one stays")
    func dropped() {
        var keeper = TokenKeeper()
        let one = token("one")
        let two = token("two")
        _ = keeper.decide(at: start)
        _ = keeper.renewed(.success(one), at: start)
        keeper.drop(two)
        #expect(keeper.decide(at: start) == .use(one))
        keeper.drop(one)
        #expect(keeper.decide(at: start) == .renew)
        _ = keeper.renewed(.success(two), at: start)
        keeper.drop(one)
        #expect(keeper.decide(at: start) == .use(two))
    }

    @Test(
        "a token is renewed well before its end, and a short-lived one is used for half of its life",
        arguments: [
            (3_599.0, 3_299.0, 3_584.0), (5_400, 5_100, 5_385), (600, 300, 585), (60, 30, 45), (20, 10, 10),
            (1, 0.5, 0.5),
        ])
    func times(_ lifetime: Double, _ renewal: Double, _ end: Double) {
        let token = token("t", lifetime: lifetime)
        #expect(token.renewAt == start + renewal)
        #expect(token.endsAt == start + end)
    }
}

@Suite("What the sign-in service's answers mean")
struct TokenReplyTests {
    static func refusal(_ error: String, _ number: Int, _ text: String) -> String {
        #"{"error":"\#(error)","error_description":"AADSTS\#(number): \#(text)\r\nTrace ID: 0","error_codes":[\#(number)],"#
            + #""timestamp":"2026-11-23 08:10:00Z","trace_id":"0F0E0D0C-0000-4000-8000-000000000001","correlation_id":"x"}"#
    }

    @Test("a token is read, with the lifetime that the answer states", arguments: ["3599", "\"3599\"", "3599.0"])
    func success(lifetime: String) throws {
        let body = #"{"token_type":"bearer","expires_in":\#(lifetime),"ext_expires_in":0,"access_token":"a.b.c"}"#
        let grant = try TokenReply.grant(Fixtures.answer(200, body))
        #expect(grant.token.reveal() == "a.b.c")
        #expect(grant.lifetime == 3_599)
    }

    static let notAnswers: [(Int, String)] = [
        (200, ""), (200, "<html>"), (200, "{}"), (200, #"{"token_type":"Bearer","expires_in":3599}"#),
        (200, #"{"token_type":"Bearer","expires_in":3599,"access_token":""}"#),
        (200, #"{"token_type":"Bearer","expires_in":3599,"access_token":"a b"}"#),
        (200, #"{"token_type":"Bearer","expires_in":3599,"access_token":"a\r\nX-Other: b"}"#),
        (200, #"{"token_type":"pop","expires_in":3599,"access_token":"a"}"#),
        (200, #"{"token_type":"Bearer","expires_in":0,"access_token":"a"}"#),
        (200, #"{"token_type":"Bearer","expires_in":-1,"access_token":"a"}"#),
        (200, #"{"token_type":"Bearer","expires_in":"soon","access_token":"a"}"#),
        (200, #"{"token_type":"Bearer","expires_in":1e99,"access_token":"a"}"#),
        (400, "<html>"), (404, ""), (401, #"{"error":"Some Words That Might Be Anything"}"#), (302, ""), (204, ""),
    ]

    @Test("what isn’t an answer of Entra’s is unreadable", arguments: notAnswers)
    func unreadable(_ status: Int, _ body: String) {
        let failure = #expect(throws: Failure.self) { try TokenReply.grant(Fixtures.answer(status, body)) }
        #expect(failure?.reason == .graphUnreadable)
    }

    @Test("refused credentials carry the AADSTS number and the trace id, and none of the free words")
    func refused() {
        let body = Self.refusal("invalid_client", 7_000_215, "Invalid client secret provided: \(Fixtures.secret)")
        let failure = #expect(throws: Failure.self) { try TokenReply.grant(Fixtures.answer(401, body)) }
        #expect(failure?.reason == .graphUnauthorized)
        #expect(failure?.detail == "asking Entra for a token: 401 invalid_client AADSTS7000215")
        #expect(failure?.correlation?.requestID == "0f0e0d0c-0000-4000-8000-000000000001")
    }

    static let refusals: [(Int, String, Reason)] = [
        (400, refusal("invalid_scope", 70_011, "…"), .graphUnauthorized),
        (401, refusal("invalid_client", 7_000_222, "expired"), .graphUnauthorized),
        (400, refusal("unauthorized_client", 700_016, "app not in tenant"), .graphUnauthorized),
        (400, refusal("invalid_request", 90_002, "tenant not found"), .graphUnauthorized),
        (400, refusal("temporarily_unavailable", 90_033, "busy"), .graphUnavailable),
        (500, "", .graphUnavailable), (503, "<html>", .graphUnavailable), (408, "", .graphUnavailable),
        (429, "", .graphThrottled),
    ]

    @Test("each refusal has its reason", arguments: refusals)
    func reasons(_ status: Int, _ body: String, _ reason: Reason) {
        let answer = Fixtures.answer(status, body, fields: ["Retry-After": "3"])
        let failure = #expect(throws: Failure.self) { try TokenReply.grant(answer) }
        #expect(failure?.reason == reason)
        #expect(failure?.retryAfterSeconds == 3)
    }
}
