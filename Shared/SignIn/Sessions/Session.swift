import Crypto
import Entra
import Foundation

/// That a person has signed in with this browser, until when.
struct Session: Hashable, Codable, Sendable {
    let person: SignedInPerson
    /// What tells this session from every other.
    let id: String
    let endsAt: Date

    init(person: SignedInPerson, endsAt: Date) {
        self.person = person
        self.id = RandomText.make()
        self.endsAt = endsAt
    }
}

/// Texts that nobody can guess.
enum RandomText {
    /// 256 random bits, in Base64 for addresses.
    static func make() -> String {
        SymmetricKey(size: .bits256).withUnsafeBytes { Base64URL.encode($0) }
    }
}
