import Crypto
import Foundation

/// Proof Key for Code Exchange (RFC 7636): who redeems a code must know what the one who asked for it knew.
struct PKCEChallenge: Sendable, Hashable {
    let text: String
    /// `S256` or `plain`.
    let method: String

    func isMet(by verifier: String) -> Bool {
        switch method {
        case "S256": Base64URL.encode(SHA256.hash(data: Data(verifier.utf8))) == text
        default: verifier == text
        }
    }
}
