import Crypto
import Entra
import Foundation

/// A sign-in that is under way: what the browser has to bring back, and what only its answer can be redeemed with.
struct SignInAttempt: Hashable, Codable, Sendable {
    /// Comes back in the address, so that nobody can be made to finish a sign-in that another began.
    let state: String
    /// Comes back in the ID token, so that no other token can be put in its place.
    let nonce: String
    /// What the code is redeemed with (PKCE, RFC 7636), so that nobody else can.
    let verifier: String
    let returnPath: ReturnPath
    let endsAt: Date

    /// How long somebody may take to sign in, in seconds; Entra's codes last as long.
    static let lifetime: TimeInterval = 600

    init(returnPath: ReturnPath, at now: Date) {
        self.state = RandomText.make()
        self.nonce = RandomText.make()
        self.verifier = RandomText.make()
        self.returnPath = returnPath
        self.endsAt = now + Self.lifetime
    }

    var challenge: String { Base64URL.encode(SHA256.hash(data: Data(verifier.utf8))) }
}
