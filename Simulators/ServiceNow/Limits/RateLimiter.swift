/// Counts calls per hour and user against `sys_rate_limit_rules`.
///
/// A call is counted at once, but the counts are put together only every so often: a limit takes effect late.
struct RateLimiter: Sendable {
    struct Rule: Sendable, Equatable {
        /// Narrower rules win over wider ones.
        enum Scope: Int, Sendable { case user, role, all }

        let sysID: String
        let limit: Int
        let scope: Scope
        let api: String
    }

    enum Verdict: Sendable, Equatable {
        case unlimited
        case admitted(Rule, reset: Int)
        case denied(Rule, reset: Int, retryAfter: Int)
    }

    private struct Key: Sendable, Hashable {
        let rule: String
        let user: String
    }

    private struct Count: Sendable {
        var hour: Int
        var flushed = 0
        var pending = 0
        var flushedAt: Int
    }

    private var counts: [Key: Count] = [:]

    /// Counts a call and says whether it may go on. One that is denied doesn't count.
    ///
    /// - Parameters:
    ///   - rules: those that apply to the caller; the narrowest, and of those the lowest, counts.
    ///   - flushSeconds: how often counts are put together.
    mutating func admit(
        user: String, rules: [Rule], now: GlideDateTime, flushSeconds: Int
    ) -> Verdict {
        let narrowest = rules.min { ($0.scope.rawValue, $0.limit) < ($1.scope.rawValue, $1.limit) }
        guard let rule = narrowest else { return .unlimited }
        let hour = now.seconds / 3600
        let reset = (hour + 1) * 3600
        let key = Key(rule: rule.sysID, user: user)
        var count = counts[key] ?? Count(hour: hour, flushedAt: now.seconds)
        if count.hour != hour { count = Count(hour: hour, flushedAt: now.seconds) }
        if now.seconds - count.flushedAt >= flushSeconds {
            count.flushed += count.pending
            count.pending = 0
            count.flushedAt = now.seconds
        }
        defer { counts[key] = count }
        guard count.flushed < rule.limit else {
            return .denied(rule, reset: reset, retryAfter: reset - now.seconds)
        }
        count.pending += 1
        return .admitted(rule, reset: reset)
    }
}

extension Instance {
    /// The rules of `sys_rate_limit_rules` that apply to a caller of an API.
    func rateRules(for caller: Caller, api: String) -> [RateLimiter.Rule] {
        guard let table = database.tables["sys_rate_limit_rules"], table.count > 0 else { return [] }
        return table.positions.compactMap { position in
            guard table[position] != nil, table.value("active", at: position) == "true",
                table.value("rest_api", at: position) == api,
                let limit = Int(table.value("request_limit_per_hour", at: position))
            else { return nil }
            let role = database.value("name", of: "sys_user_role", table.value("role", at: position))
            let scope: RateLimiter.Rule.Scope
            switch table.value("type", at: position) {
            case "user" where table.value("user", at: position) == caller.userID: scope = .user
            case "role" where caller.roles.contains(role): scope = .role
            case "all": scope = .all
            default: return nil
            }
            return RateLimiter.Rule(sysID: table.value("sys_id", at: position), limit: limit, scope: scope, api: api)
        }
    }
}
