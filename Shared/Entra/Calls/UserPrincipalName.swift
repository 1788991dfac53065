/// A user principal name that may stand in an address: the characters that Entra allows in one, and nothing else.
///
/// What it refuses can't be anybody's name, and might be a path, a query or a function of Graph's instead.
struct UserPrincipalName: Hashable, Sendable {
    let text: String

    /// Letters, digits and `' . - _ ! # ^ ~ +` around one `@`; at most 256 bytes; a domain of labels.
    init?(_ text: String) {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 256, halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty,
            halves[0].utf8.allSatisfy({ Self.isAlphanumeric($0) || "'.-_!#^~+".utf8.contains($0) }),
            halves[1].utf8.allSatisfy({ Self.isAlphanumeric($0) || ".-".utf8.contains($0) }),
            !halves[1].split(separator: ".", omittingEmptySubsequences: false).contains("")
        else { return nil }
        self.text = text
    }

    /// Entra folds case in names.
    func names(_ other: String) -> Bool {
        text.lowercased() == other.lowercased()
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
