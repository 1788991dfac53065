import Crypto
import Fleet
import Foundation

/// A key that bodies are signed with: by ServiceNow, whose `generateMac` takes it in Base64, or by an automation.
struct SigningKey: Sendable {
    let key: SymmetricKey

    /// - Throws: ``ConfigurationError`` that names `variable`.
    init(base64: String, variable: String) throws(ConfigurationError) {
        guard let data = Data(base64Encoded: base64) else {
            throw ConfigurationError(variable, "names a file whose content is not Base64")
        }
        guard data.count >= 16 else { throw ConfigurationError(variable, "names a key of fewer than 16 bytes") }
        self.key = SymmetricKey(data: data)
    }
}
