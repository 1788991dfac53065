/// How much an app may do in the tenant; the seed's `quota`.
struct QuotaSettings: Sendable, Hashable {
    /// What a `PATCH` with `members@odata.bind` costs in writes.
    enum PatchCost: String, Sendable, Hashable {
        /// One, as the published table says.
        case one
        /// A third of the members that it adds, as Microsoft told others.
        case third
    }

    var writes: LeakyBucket.Limit
    var resourceUnits: LeakyBucket.Limit
    var patchCost: PatchCost = .one

    /// The published limits: 3,000 writes in 150 s, and resource units in 10 s by the size of the tenant.
    init(userCount: Int) {
        writes = .init(limit: 3000, window: 150)
        resourceUnits = .init(limit: TenantSize(userCount: userCount).resourceUnits, window: 10)
    }
}

/// The sizes of tenants that the published limits tell apart.
enum TenantSize: String, Sendable, Hashable {
    case small
    case medium
    case large

    init(userCount: Int) {
        switch userCount {
        case ..<50: self = .small
        case ...500: self = .medium
        default: self = .large
        }
    }

    /// For each app, in 10 seconds.
    var resourceUnits: Double {
        switch self {
        case .small: 3500
        case .medium: 5000
        case .large: 8000
        }
    }
}
