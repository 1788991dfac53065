public import Foundation

/// What a ticket says of itself that an automation had ordered: `[landfall intent 6f1c… by triage-agent]`, in the variable that takes the
/// reason.
///
/// It stands in the ticket from its first moment, so that no ticket of an automation can be taken for a person's, whatever is lost between
/// the order and its answer. Whoever writes one by hand only makes their request harder to get.
public struct IntentMark: Hashable, Sendable, CustomStringConvertible {
    public var intent: UUID
    /// The automation, as ``isName(_:)`` allows.
    public var client: String

    public init(intent: UUID, client: String) {
        self.intent = intent
        self.client = client
    }

    public var description: String { "\(Self.beginning)\(GUIDText.text(of: intent)) by \(client)]" }

    private static let beginning = "[landfall intent "

    /// The last mark in a text, as Landfall's own is written at its end; nil: there is none.
    public init?(in text: String) {
        for part in text.split(separator: Self.beginning, omittingEmptySubsequences: false).dropFirst().reversed() {
            guard let end = part.firstIndex(of: "]") else { continue }
            let words = part[..<end].split(separator: " ")
            guard words.count == 3, words[1] == "by", let intent = GUIDText.parse(String(words[0])),
                Self.isName(String(words[2]))
            else { continue }
            self.init(intent: intent, client: String(words[2]))
            return
        }
        return nil
    }

    /// Whether a text can be the name of an automation: 1 to 64 lower-case letters, digits, `-`, `_` and `.`.
    public static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
                default: false
                }
            }
    }
}
