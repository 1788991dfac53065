import Crypto
import Entra
import Foundation

/// Ties a form to the session that it was shown in: without it, a page of somebody else's could have a browser send it.
struct FormToken: Sendable {
    private let key: SymmetricKey

    init(key: SessionKey, purpose: String) {
        self.key = key.derived(for: purpose)
    }

    func text(for session: Session) -> String {
        Base64URL.encode(HMAC<SHA256>.authenticationCode(for: Data(session.id.utf8), using: key))
    }

    func isValid(_ text: String, for session: Session) -> Bool {
        guard let code = Base64URL.decode(text[...]) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Data(session.id.utf8), using: key)
    }
}
