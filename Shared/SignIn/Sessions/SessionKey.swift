import Crypto
public import Fleet
import Foundation

/// The secret that sessions are sealed with: the same for all processes of a service, so that each can read what another has sealed.
public struct SessionKey: Sendable {
    private let key: SymmetricKey

    /// - Throws: ``Fleet/ConfigurationError`` that names `variable`.
    public init(base64: String, variable: String) throws(ConfigurationError) {
        guard let data = Data(base64Encoded: base64) else {
            throw ConfigurationError(variable, "names a file whose content is not Base64")
        }
        guard data.count == 32 else { throw ConfigurationError(variable, "names a key that is not 32 bytes long") }
        self.key = SymmetricKey(data: data)
    }

    /// A key for one purpose: what is sealed for one can't be used for another.
    func derived(for purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data("landfall \(purpose)".utf8), outputByteCount: 32)
    }
}
