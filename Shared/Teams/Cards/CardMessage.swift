public import Domain
import Foundation

/// A card in the form in which it is posted, shortened where it would be too long. Pure.
///
/// Everything that isn't ASCII is sent as `\u….`, so that the message has one length whoever counts it.
public enum CardMessage {
    /// In bytes: Teams refuses messages over 28 KB, and whoever reads and writes the message again on the way may put spaces into it.
    ///
    /// Source: Microsoft, “Create incoming webhooks with Workflows for Microsoft Teams”: 28 KB.
    public static let limit = 27 * 1024

    /// How much of a card is left in each try to make it short enough.
    private struct Measure {
        /// In Unicode scalars, of which each takes up to twelve bytes.
        var text: Int
        var detail: Int
        /// How many lines.
        var facts: Int
        var details: Int

        static let whole = Measure(text: 4_000, detail: 4_000, facts: 100, details: 200)
        /// From long to short. The last is short enough whatever the texts are; title, text and links are in each.
        static let ladder = [
            whole,
            Measure(text: 4_000, detail: 1_000, facts: 30, details: 30),
            Measure(text: 1_000, detail: 300, facts: 20, details: 20),
            Measure(text: 300, detail: 150, facts: 10, details: 5),
            Measure(text: 100, detail: 60, facts: 8, details: 0),
        ]
    }

    /// A longer title is cut, in Unicode scalars.
    private static let longestTitle = 120

    /// - Parameter note: what is said at the card's end, where something has to be.
    public static func encode(_ card: Card, note: String? = nil) throws(Failure) -> [UInt8] {
        var message: [UInt8] = []
        for measure in Measure.ladder {
            message = try bytes(of: form(card, measure, note))
            if message.count <= limit { break }
        }
        return message
    }

    // MARK: - Form

    private static func form(_ card: Card, _ measure: Measure, _ note: String?) -> AdaptiveCard {
        var isShortened = false
        func text(_ text: String, _ length: Int) -> String {
            let line = PlainText.line(text)
            let cut = PlainText.cut(line, to: length)
            if cut != line { isShortened = true }
            return cut
        }
        let title = AdaptiveCard.TextRun(text(card.title, longestTitle), isBold: true, isLarge: true)
        var body: [AdaptiveCard.Element] = [.band(card.tone, [.text([title], spacing: .small)])]
        body.append(.text([.init(text(card.text, measure.text))], spacing: .medium))
        for (index, fact) in card.facts.prefix(measure.facts).enumerated() {
            let name = AdaptiveCard.TextRun(text(fact.name, 40) + ": ", isBold: true)
            body.append(
                .text([name, .init(text(fact.value, measure.detail))], spacing: index == 0 ? .medium : .small))
        }
        for (index, detail) in card.details.prefix(measure.details).enumerated() {
            body.append(.text([.init("• " + text(detail, measure.detail))], spacing: index == 0 ? .medium : .small))
        }
        let missing = max(card.facts.count - measure.facts, 0) + max(card.details.count - measure.details, 0)
        if missing > 0 || isShortened {
            let lines = missing == 0 ? "" : missing == 1 ? " 1 line is left out." : " \(missing) lines are left out."
            body.append(.text([.init("This card is shortened.\(lines)", isSubtle: true)], spacing: .medium))
        }
        if let note { body.append(.text([.init(text(note, 200), isSubtle: true)], spacing: .medium)) }
        return AdaptiveCard(body: body, actions: card.links.map { .init(title: text($0.title, 40), url: $0.url) })
    }

    // MARK: - Bytes

    private static func bytes(of card: AdaptiveCard) throws(Failure) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return ascii(String(decoding: try encoder.encode(AdaptiveCard.Envelope(card)), as: UTF8.self))
        } catch {
            throw Failure(.serviceDefect, "a card could not be written as JSON")
        }
    }

    /// Outside of strings JSON is ASCII, so an escape can stand wherever another character does.
    private static func ascii(_ json: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(json.utf8.count)
        for unit in json.utf16 {
            guard unit >= 0x80 else {
                bytes.append(UInt8(unit))
                continue
            }
            let digits = String(unit, radix: 16)
            bytes += Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
        }
        return bytes
    }
}
