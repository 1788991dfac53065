import Crypto
import Entra
import Foundation

/// Seals values so that a browser can keep them: it can neither read nor change them, nor make one of its own (AES-256-GCM).
///
/// Kept there and not in a database: any process can serve anybody, a restart signs nobody out, whoever isn't signed in costs nothing, and a
/// service whose pages are served needs no table for them. The price: a session can't be ended from here before its time, which is why it is
/// short.
struct Sealer<Value: Codable & Sendable>: Sendable {
    /// Longer ones are not looked at: browsers keep no cookie over 4 KiB.
    static var longest: Int { 3_800 }

    private let key: SymmetricKey

    /// - Parameter purpose: what is sealed for another purpose is not opened.
    init(key: SessionKey, purpose: String) {
        self.key = key.derived(for: purpose)
    }

    /// Nil when the value is too long for a cookie.
    func seal(_ value: Value) throws -> String? {
        let encoded = try JSONEncoder().encode(value)
        // A nonce that is chosen by the library always gives the combined form.
        guard let sealed = try AES.GCM.seal(encoded, using: key).combined else { return nil }
        let text = Base64URL.encode(sealed)
        return text.utf8.count <= Self.longest ? text : nil
    }

    /// Nil for anything that wasn't sealed with this key and for this purpose.
    func open(_ text: String) -> Value? {
        guard text.utf8.count <= Self.longest, let sealed = Base64URL.decode(text[...]),
            let box = try? AES.GCM.SealedBox(combined: sealed), let encoded = try? AES.GCM.open(box, using: key)
        else { return nil }
        return try? JSONDecoder().decode(Value.self, from: encoded)
    }
}
