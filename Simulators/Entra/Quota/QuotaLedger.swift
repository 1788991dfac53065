import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit

/// What each app has used of its quota, and what Graph tells it about that. Pure: the time is given.
struct QuotaLedger: Sendable {
    /// `x-ms-throttle-priority`: low is refused first, the limits are the same.
    enum Priority: String, Sendable, Hashable {
        case low
        case normal
        case high

        /// The share of a limit that such requests may use. Microsoft says "first", not how much earlier.
        var share: Double { self == .low ? 0.9 : 1 }
    }

    private struct Account {
        var writes: LeakyBucket
        var resourceUnits: LeakyBucket
    }

    private(set) var settings: QuotaSettings
    let tenantID: String
    let tenantSize: TenantSize
    let isRetryAfterFractional: Bool
    private var accounts: [String: Account] = [:]

    init(settings: QuotaSettings, tenantID: String, tenantSize: TenantSize, isRetryAfterFractional: Bool = true) {
        self.settings = settings
        self.tenantID = tenantID
        self.tenantSize = tenantSize
        self.isRetryAfterFractional = isRetryAfterFractional
    }

    /// Charges a request to its app, refused or not.
    ///
    /// - Returns: Headers for the answer.
    /// - Throws: The 429 if it doesn't fit.
    mutating func charge(
        _ cost: RequestCost, to applicationID: String, priority: Priority = .normal, at now: Date
    ) throws(GraphError) -> HTTPFields {
        var account =
            accounts[applicationID]
            ?? Account(
                writes: LeakyBucket(settings.writes), resourceUnits: LeakyBucket(settings.resourceUnits))
        let writes = account.writes.take(Double(cost.writes), at: now, share: priority.share)
        let units = account.resourceUnits.take(Double(cost.resourceUnits), at: now, share: priority.share)
        accounts[applicationID] = account
        // The write quota does not matter to a read.
        let usage = max(cost.writes > 0 ? writes.usage : 0, units.usage)
        var headers: HTTPFields = [.resourceUnit: String(cost.resourceUnits)]
        if usage > 0.8 { headers[.throttleLimitPercentage] = Self.rounded(usage, places: 2) }
        guard let wait = [writes.retryAfter, units.retryAfter].compactMap(\.self).max() else { return headers }
        let isWrite = writes.retryAfter != nil
        headers[.retryAfter] = isRetryAfterFractional ? Self.rounded(wait, places: 3) : String(Int(wait.rounded(.up)))
        headers[.throttleScope] =
            "Tenant_Application/\(isWrite ? "Write" : "ReadWrite")/\(applicationID)/\(tenantID)"
        headers[.throttleInformation] = isWrite ? "WriteLimitExceeded" : "ResourceUnitLimitExceeded"
        var refusal = GraphError(
            .tooManyRequests, "TooManyRequests",
            "Too many requests from Identifier:\(applicationID) under category:aadgraph.app.tenant_"
                + "\(tenantSize.rawValue). Please try again later.")
        refusal.headers = headers
        refusal.innerDetails = ["code": "429", "message": "Please retry after", "status": "429"]
        throw refusal
    }

    /// Lets other limits apply from `now` on; what the apps have used stays used.
    mutating func change(to settings: QuotaSettings, at now: Date) {
        self.settings = settings
        for id in accounts.keys {
            accounts[id]?.writes.setLimit(settings.writes, at: now)
            accounts[id]?.resourceUnits.setLimit(settings.resourceUnits, at: now)
        }
    }

    /// How much of each quota each app uses at `now`, 1 being the limit.
    mutating func usage(at now: Date) -> JSONValue {
        var usage: JSONObject = [:]
        for (id, account) in accounts.sorted(by: { $0.key < $1.key }) {
            var account = account
            usage[id] = [
                "writes": .number(account.writes.usage(at: now)),
                "resourceUnits": .number(account.resourceUnits.usage(at: now)),
            ]
        }
        return .object(usage)
    }

    /// Rounded up, so that waiting as long as the answer says is enough.
    private static func rounded(_ value: Double, places: Int) -> String {
        var scale = 1.0
        for _ in 0..<places { scale *= 10 }
        let rounded = (value * scale).rounded(.up) / scale
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }
}
