/// OAuth clients and the tokens that they hold.
struct TokenStore: Sendable {
    struct Client: Sendable {
        let id: String
        let secret: String
        /// "OAuth Application User": on whose behalf the client acts when no person signs in.
        let userName: String?
    }

    struct Grant: Sendable, Hashable {
        let clientID: String
        let userName: String
        /// Client credentials bring no refresh token.
        let hasRefreshToken: Bool
    }

    struct Token: Sendable, Equatable {
        let access: String
        let refresh: String?
        let expiresIn: Int
    }

    private struct Life: Sendable {
        let access: String
        let refresh: String?
        let end: GlideDateTime
    }

    /// In seconds; the platform's own default.
    static let accessLife = 1800
    static let refreshLife = 8_640_000

    private(set) var clients: [String: Client] = [:]
    private var current: [Grant: Life] = [:]
    private var byAccess: [String: (userName: String, end: GlideDateTime)] = [:]
    private var byRefresh: [String: (grant: Grant, end: GlideDateTime)] = [:]

    mutating func add(_ client: Client) { clients[client.id] = client }

    func client(_ id: String, secret: String) -> Client? {
        guard let client = clients[id], client.secret == secret else { return nil }
        return client
    }

    /// A token for the grant: while one lives, it is the same again with what is left of its life.
    mutating func token(
        for grant: Grant, now: GlideDateTime, identifiers: inout IdentifierSource, refreshes: Bool = false
    ) -> Token {
        if !refreshes, let life = current[grant], now < life.end {
            return Token(access: life.access, refresh: life.refresh, expiresIn: life.end.seconds - now.seconds)
        }
        let access = identifiers.sysID() + identifiers.sysID()
        var refresh: String?
        if grant.hasRefreshToken {
            let token = current[grant]?.refresh ?? identifiers.sysID() + identifiers.sysID()
            refresh = token
            byRefresh[token] = (grant, GlideDateTime(seconds: now.seconds + Self.refreshLife))
        }
        // The life is counted in full seconds, the first of which has begun.
        let end = GlideDateTime(seconds: now.seconds + Self.accessLife - 1)
        current[grant] = Life(access: access, refresh: refresh, end: end)
        byAccess[access] = (grant.userName, end)
        return Token(access: access, refresh: refresh, expiresIn: Self.accessLife - 1)
    }

    func userName(of access: String, now: GlideDateTime) -> String? {
        guard let found = byAccess[access], now < found.end else { return nil }
        return found.userName
    }

    func grant(ofRefresh token: String, clientID: String, now: GlideDateTime) -> Grant? {
        guard let found = byRefresh[token], found.grant.clientID == clientID, now < found.end else { return nil }
        return found.grant
    }

    /// Every token that was given out stops working.
    mutating func revokeAll() {
        current = [:]
        byAccess = [:]
        byRefresh = [:]
    }
}
