/// What an address of the login service means. Pure.
enum LoginRoute: Sendable, Hashable {
    case token(tenant: String)
    case authorize(tenant: String)
    case logout(tenant: String)
    case keys(tenant: String)
    case metadata(tenant: String)
    /// By which libraries learn whether a login host is Microsoft's.
    case instanceDiscovery

    init?(_ segments: [String]) {
        guard let tenant = segments.first?.lowercased() else { return nil }
        switch segments.dropFirst().map({ $0.lowercased() }) {
        case ["oauth2", "v2.0", "token"]: self = .token(tenant: tenant)
        case ["oauth2", "v2.0", "authorize"]: self = .authorize(tenant: tenant)
        case ["oauth2", "v2.0", "logout"]: self = .logout(tenant: tenant)
        case ["discovery", "v2.0", "keys"]: self = .keys(tenant: tenant)
        case ["v2.0", ".well-known", "openid-configuration"]: self = .metadata(tenant: tenant)
        case ["discovery", "instance"] where tenant == "common": self = .instanceDiscovery
        default: return nil
        }
    }
}
