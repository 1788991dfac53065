import HTTPTypes
import SimulatorKit

/// A call beyond an hourly limit.
struct RateDenial: Error {
    let rule: RateLimiter.Rule
    let reset: Int
    let retryAfter: Int

    /// There is no `X-RateLimit-Remaining`.
    static func headers(_ rule: RateLimiter.Rule, reset: Int) -> HTTPFields {
        [.rateLimit: String(rule.limit), .rateLimitReset: String(reset), .rateLimitRule: rule.sysID]
    }

    var response: SimulatorResponse {
        let refusal = Refusal(
            429, "Rate limit exceeded", "Rate limit of \(rule.limit) requests per hour for \(rule.api) exceeded")
        var response = SimulatorResponse.refusal(refusal)
        for field in Self.headers(rule, reset: reset) { response.headers[field.name] = field.value }
        response.headers[.retryAfter] = String(retryAfter)
        return response
    }
}
