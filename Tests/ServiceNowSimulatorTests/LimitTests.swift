import Foundation
import OrderedCollections
import SimulatorKit
import Testing

@testable import ServiceNowSimulator

@Suite("Limits")
struct LimitTests {
    private static func rule(_ limit: Int, _ scope: RateLimiter.Rule.Scope, _ id: String = "r") -> RateLimiter.Rule {
        RateLimiter.Rule(sysID: id, limit: limit, scope: scope, api: "Table API")
    }

    @Test("per hour are noticed only when the counts are put together, and forgotten on the hour")
    func hourlyLag() {
        var limiter = RateLimiter()
        let rules = [Self.rule(3, .all)]
        let start = 1_790_000_000 / 3600 * 3600
        func admit(_ second: Int) -> RateLimiter.Verdict {
            limiter.admit(user: "u", rules: rules, now: GlideDateTime(seconds: start + second), flushSeconds: 30)
        }
        for _ in 0..<10 { #expect(admit(5) == .admitted(rules[0], reset: start + 3600)) }
        #expect(admit(34) == .admitted(rules[0], reset: start + 3600))
        #expect(admit(35) == .denied(rules[0], reset: start + 3600, retryAfter: 3565))
        #expect(admit(3599) == .denied(rules[0], reset: start + 3600, retryAfter: 1))
        #expect(admit(3600) == .admitted(rules[0], reset: start + 7200))
    }

    @Test("of one user come before those of a role, and those before everybody's; the lowest role counts")
    func precedence() {
        var limiter = RateLimiter()
        let now = GlideDateTime(seconds: 0)
        let everybody = Self.rule(1, .all, "all")
        let roles = [Self.rule(9, .role, "high"), Self.rule(5, .role, "low")]
        let user = Self.rule(99, .user, "user")
        #expect(
            limiter.admit(user: "u", rules: [everybody] + roles + [user], now: now, flushSeconds: 0)
                == .admitted(user, reset: 3600))
        #expect(
            limiter.admit(user: "u", rules: [everybody] + roles, now: now, flushSeconds: 0)
                == .admitted(roles[1], reset: 3600))
        #expect(limiter.admit(user: "u", rules: [], now: now, flushSeconds: 0) == .unlimited)
    }

    @Test("show themselves in three headers, and in a fourth when it is too much; never in what remains")
    func headers() throws {
        var desk = try Desk(
            rules: ["limits": ["flush_s": 0]],
            tables: [
                "sys_rate_limit_rules": [
                    ["sys_id": "rate1", "name": "All", "type": "all", "request_limit_per_hour": "2"]
                ]
            ])
        let first = desk.list("sc_req_item", "")
        #expect(first.header("X-RateLimit-Limit") == "2")
        #expect(first.header("X-RateLimit-Rule") == "rate1")
        #expect(first.header("X-RateLimit-Reset") == "1790002800")
        #expect(first.header("Retry-After") == nil)
        #expect(desk.list("sc_req_item", "").status == 200)
        let denied = desk.list("sc_req_item", "")
        #expect(denied.status == 429)
        #expect(denied.header("Retry-After") == "2800")
        #expect(denied.header("X-RateLimit-Remaining") == nil)
        #expect(
            denied.json == [
                "error": [
                    "message": "Rate limit exceeded",
                    "detail": "Rate limit of 2 requests per hour for Table API exceeded",
                ], "status": "failure",
            ])
        var free = try Desk()
        #expect(free.list("sc_req_item", "").header("X-RateLimit-Limit") == nil)
    }

    @Test("of threads let so many in, keep so many waiting in order, and turn the rest away")
    func gate() async {
        let gate = CallGate()
        #expect(await gate.enter(capacity: 1, queue: 1))
        async let second = gate.enter(capacity: 1, queue: 1)
        while gate.waitingCount < 1 { await Task.yield() }
        #expect(await gate.enter(capacity: 1, queue: 1) == false)
        gate.leave()
        #expect(await second)
        gate.leave()
        #expect(gate.isIdle)
    }

    @Test("let go of a call that is given up while it waits")
    func cancelledWait() async {
        let gate = CallGate()
        #expect(await gate.enter(capacity: 1, queue: 5))
        let waiting = Task { await gate.enter(capacity: 1, queue: 5) }
        while gate.waitingCount < 1 { await Task.yield() }
        waiting.cancel()
        #expect(await waiting.value == false)
        gate.leave()
        #expect(gate.isIdle)
    }
}
