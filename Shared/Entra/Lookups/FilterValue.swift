/// A text that may stand in a `$filter`.
///
/// What it refuses can't be the value of a property by which people or groups are looked for, and is never sent.
struct FilterValue: Hashable, Sendable {
    let text: String

    /// 1 to 256 bytes (the longest name of a group has 256 characters), no control characters, no white space at the ends.
    init?(_ text: String) {
        guard (1...256).contains(text.utf8.count), text.first?.isWhitespace == false, text.last?.isWhitespace == false,
            text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { return nil }
        self.text = text
    }

    /// A mail address: as ``init(_:)``, with one `@` that has something on both sides, and no white space.
    init?(mail: String) {
        let halves = mail.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2, !halves.contains(""), !mail.contains(where: \.isWhitespace) else { return nil }
        self.init(mail)
    }

    /// As OData writes a text: a quote in it is doubled.
    var literal: String { "'\(text.replacing("'", with: "''"))'" }

    /// The directory folds case where it compares.
    func equals(_ other: String) -> Bool { text.lowercased() == other.lowercased() }
}
