import Domain
import Foundation
import TestSupport

@testable import SignIn

enum Fixtures {
    /// A key that is used in tests alone.
    static func key(of byte: UInt8) throws -> SessionKey {
        try SessionKey(
            base64: Data(repeating: byte, count: 32).base64EncodedString(), variable: "LANDFALL_SESSION_KEY_FILE")
    }

    static let key: SessionKey = {
        do { return try key(of: 1) } catch { preconditionFailure("\(error)") }
    }()

    static let person = SignedInPerson(
        id: Samples.user, name: "Kim Novak", account: "kim.novak@contoso.example", roles: ["Landfall.Operator"])
}
