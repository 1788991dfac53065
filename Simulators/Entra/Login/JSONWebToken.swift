import SimulatorKit

/// A JSON Web Token in its compact form, taken apart and not yet believed.
struct JSONWebToken: Sendable {
    let header: JSONValue
    let claims: JSONValue
    let signature: [UInt8]
    /// What was signed.
    let signedText: Substring

    /// Nil if the text is no such token.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]), let claims = Base64URL.decode(parts[1]),
            let signature = Base64URL.decode(parts[2]), let headerJSON = try? JSONValue(parsing: header),
            let claimsJSON = try? JSONValue(parsing: claims), headerJSON.object != nil, claimsJSON.object != nil
        else { return nil }
        self.header = headerJSON
        self.claims = claimsJSON
        self.signature = signature
        signedText = text[..<parts[1].endIndex]
    }
}
