import HTTPTypes

/// What one answer of Graph's says about the quota, for whoever shares it out (Microsoft's throttling guidance, headers).
///
/// There is one for every answer, the good ones too: how much is used is told before anything is refused. A batch gives one for each of
/// its items, with what that item cost, and one for the answer around them, which costs nothing by itself.
public struct ThrottleSignal: Hashable, Sendable {
    /// Which limit was met.
    public enum Scope: Hashable, Sendable {
        /// The limit of writes: reads may go on.
        case write
        /// The limit of resource units, which reads and writes share; also one that is named for reads alone.
        case readWrite
        /// The answer doesn't say.
        case unknown
    }

    public var status: Int
    /// How much of the limit is used, 1 being all of it. Told only above 0.8; up to 1.8 has been documented.
    public var usage: Double?
    /// How long Graph asks to wait; may be fractional.
    public var retryAfterSeconds: Double?
    public var scope: Scope
    /// What the call cost by the published table.
    public var cost: GraphCost

    public init(status: Int, usage: Double?, retryAfterSeconds: Double?, scope: Scope, cost: GraphCost) {
        self.status = status
        self.usage = usage
        self.retryAfterSeconds = retryAfterSeconds
        self.scope = scope
        self.cost = cost
    }

    /// 429, and 509 for bandwidth.
    public var isThrottled: Bool { status == 429 || status == 509 }

    init(_ answer: GraphAnswer, cost: GraphCost) {
        self.init(
            status: answer.status, usage: answer.headerFields[.throttleLimitPercentage].flatMap(Self.usage),
            retryAfterSeconds: answer.retryAfterSeconds, scope: Self.scope(answer.headerFields[.throttleScope]),
            cost: cost)
    }

    /// `0.9`; nil for what can't be a share.
    private static func usage(_ text: String) -> Double? {
        Double(text).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
    }

    /// `<Scope>/<Limit>/<AppId>/<TenantId|UserId|ResourceId>`, of which the limit counts.
    private static func scope(_ text: String?) -> Scope {
        let parts = (text ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2 else { return .unknown }
        return switch parts[1].lowercased() {
        case "write": .write
        case "readwrite", "read": .readWrite
        default: .unknown
        }
    }
}

extension HTTPField.Name {
    static let throttlePriority = Self("x-ms-throttle-priority")!
    static let throttleLimitPercentage = Self("x-ms-throttle-limit-percentage")!
    static let throttleScope = Self("x-ms-throttle-scope")!
}
