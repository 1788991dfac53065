import Domain
import Foundation

/// A bearer token for Graph, and the times that go with it.
struct AccessToken: Sendable, Hashable {
    let secret: Secret
    /// From when on it is to be renewed.
    let renewAt: Date
    /// From when on it isn't used any more, a little before Entra ends it.
    let endsAt: Date
    /// The application permissions that were consented to, or nil if it isn't a JSON Web Token.
    let grantedRoles: GrantedRoles?

    /// How long before its end a token isn't used any more: a call takes its time, and clocks differ.
    static let margin: TimeInterval = 15

    /// - Parameters:
    ///   - requestedAt: when the request for it was sent, which is before Entra began to count.
    ///   - lifetime: `expires_in`, in seconds.
    ///   - lead: how long before the end it is renewed.
    init(_ secret: Secret, requestedAt: Date, lifetime: TimeInterval, lead: TimeInterval) {
        self.secret = secret
        self.grantedRoles = Self.roles(in: secret)
        self.endsAt = requestedAt + max(lifetime - Self.margin, lifetime / 2)
        // A short-lived one is used for half of its life at least, or every call would fetch another.
        self.renewAt = requestedAt + max(lifetime - lead, lifetime / 2)
    }

    /// The application permissions that were consented to. Tokens are issued without any, too; Graph then refuses every call.
    ///
    /// - Throws: ``Failure`` with ``Reason/graphUnreadable`` if it isn't a JSON Web Token.
    func roles() throws(Failure) -> Set<String> {
        guard let grantedRoles else { throw Failure(.graphUnreadable, "the access token's claims can't be read") }
        return grantedRoles.names
    }

    private static func roles(in secret: Secret) -> GrantedRoles? {
        let parts = secret.reveal().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let data = Base64URL.decode(parts[1]),
            let claims = try? JSONDecoder().decode(Claims.self, from: data)
        else { return nil }
        return GrantedRoles(Set(claims.roles ?? []))
    }

    private struct Claims: Decodable {
        var roles: [String]?
    }
}
