import Domain
import Foundation
import Testing

@testable import Teams

@Suite("The message that carries a card")
struct CardMessageTests {
    private static let card = Card(
        title: "RITM0010001 is stuck", tone: .attention, text: "Not every change could be made.",
        facts: [Card.Fact("Person", "Ana Alvarez")], details: ["Not added: Ana Alvarez"],
        links: [CardLink("Retry", "https://landfall.example/runs/1/retry")].compactMap(\.self))

    private static func text(_ card: Card, note: String? = nil) throws -> String {
        String(decoding: try CardMessage.encode(card, note: note), as: UTF8.self)
    }

    /// Every text run of a message, in order.
    private static func runs(_ card: Card, note: String? = nil) throws -> [String] {
        try collect("text", in: JSONSerialization.jsonObject(with: Data(CardMessage.encode(card, note: note))))
    }

    private static func collect(_ key: String, in json: Any) -> [String] {
        switch json {
        case let list as [Any]: list.flatMap { collect(key, in: $0) }
        case let members as [String: Any]:
            members.sorted { $0.key < $1.key }.flatMap { name, value in
                name == key ? [value as? String].compactMap(\.self) : collect(key, in: value)
            }
        default: []
        }
    }

    @Test("is the approved one: an envelope with one Adaptive Card 1.4")
    func form() throws {
        #expect(
            try Self.text(Self.card) == #"""
                {"attachments":[{"content":{"$schema":"http://adaptivecards.io/schemas/adaptive-card.json",\#
                "actions":[{"title":"Retry","type":"Action.OpenUrl","url":"https://landfall.example/runs/1/retry"}],\#
                "body":[{"bleed":true,"items":[{"inlines":[{"size":"large","text":"RITM0010001 is stuck",\#
                "type":"TextRun","weight":"bolder"}],"spacing":"small","type":"RichTextBlock"}],\#
                "style":"attention","type":"Container"},\#
                {"inlines":[{"text":"Not every change could be made.","type":"TextRun"}],"spacing":"medium",\#
                "type":"RichTextBlock"},\#
                {"inlines":[{"text":"Person: ","type":"TextRun","weight":"bolder"},\#
                {"text":"Ana Alvarez","type":"TextRun"}],"spacing":"medium","type":"RichTextBlock"},\#
                {"inlines":[{"text":"\u2022 Not added: Ana Alvarez","type":"TextRun"}],"spacing":"medium",\#
                "type":"RichTextBlock"}],"type":"AdaptiveCard","version":"1.4"},\#
                "contentType":"application/vnd.microsoft.card.adaptive","contentUrl":null}],"type":"message"}
                """#)
    }

    @Test(
        "shows a text as it is, whatever is in it",
        arguments: [
            "[click](https://evil.example)", "**bold** _it_ # heading", "- a list", #""}],"actions":[{"type":"x"}"#,
            "<at>Everybody</at>", #"back\slash"#, "Zoë 李 👩‍👩‍👧", "<a href='x'>x</a>", "&amp;",
        ])
    func texts(_ text: String) throws {
        var card = Self.card
        card.title = text
        card.text = text
        card.facts = [Card.Fact(text, text)]
        card.details = [text]
        #expect(try Self.runs(card) == [text, text, "\(text): ", text, "• \(text)"])
        // Text blocks and fact sets take Markdown, text runs don't.
        let message = try Self.text(card)
        #expect(!message.contains("TextBlock\"") || message.contains("RichTextBlock"))
        let types = Set(
            try Self.collect("type", in: JSONSerialization.jsonObject(with: Data(CardMessage.encode(card)))))
        #expect(
            types == ["message", "AdaptiveCard", "Container", "RichTextBlock", "TextRun", "Action.OpenUrl"])
    }

    @Test(
        "keeps a text on its line, in its direction, and a time out of it",
        arguments: [
            ("one\ntwo\r\nthree\u{2028}four\u{0}", "one two  three four "),
            ("abc\u{202E}txt.exe\u{2066}\u{200F}", "abctxt.exe"),
            ("{{DATE(2026-11-23T08:10:00Z)}}{{{", "{ {DATE(2026-11-23T08:10:00Z)}}{ { {"),
        ])
    func unruly(_ text: String, _ shown: String) throws {
        var card = Self.card
        card.text = text
        #expect(try Self.runs(card)[1] == shown)
    }

    @Test("is ASCII, so that it has one length whoever counts it")
    func ascii() throws {
        var card = Self.card
        card.text = "Zoë 👩‍👩‍👧"
        #expect(try CardMessage.encode(card).allSatisfy { $0 < 0x80 })
    }

    @Test(
        "is shortened where it would be too long, so that title, text and links are still in it, and says so",
        arguments: ["x", "é", "👩", "\\", "\u{1}"])
    func shortened(_ character: String) throws {
        let long = String(repeating: character, count: 5_000)
        var card = Self.card
        card.text = "Why: \(long)"
        card.facts = (0..<50).map { Card.Fact("Fact \($0)", long) }
        card.details = (0..<1_000).map { "\($0) \(long)" }
        let message = try CardMessage.encode(card)
        #expect(message.count <= 27 * 1024)
        let runs = try Self.runs(card)
        #expect(runs[0] == card.title)
        #expect(runs[1].hasPrefix("Why: "))
        #expect(runs.last?.hasPrefix("This card is shortened. ") == true)
        #expect(String(decoding: message, as: UTF8.self).contains("https://landfall.example/runs/1/retry"))
        // With spaces after each comma and colon, as others write JSON, it is still what Teams takes.
        let loose = try JSONSerialization.data(
            withJSONObject: JSONSerialization.jsonObject(with: Data(message)), options: [.sortedKeys])
        let separators = loose.count { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ":") }
        #expect(message.count + separators <= 28 * 1024)
    }

    @Test("is whole where it is short enough, and says how many lines are left out where it isn't")
    func lines() throws {
        #expect(try !Self.text(Self.card).contains("shortened"))
        var card = Self.card
        card.details = (0..<230).map { "line \($0)" }
        #expect(try Self.runs(card).last == "This card is shortened. 30 lines are left out.")
    }

    @Test("ends with a note where there is one to be made")
    func note() throws {
        #expect(try Self.runs(Self.card, note: "Posted again.").last == "Posted again.")
    }
}

@Suite("A card's link")
struct CardLinkTests {
    @Test(
        "is absolute, and encoded as it is to be sent",
        arguments: [
            ("https://landfall.example/runs/1", true), ("http://127.0.0.1:8405/runs/1?a=%20", true),
            ("/runs/1", false), ("landfall.example/runs/1", false), ("javascript:alert(1)", false), ("https://", false),
            ("https:///runs", false), ("https://landfall.example/a b", false), ("https://landfall.example/ä", false),
            ("file:///etc/passwd", false), ("", false),
        ])
    func addresses(_ url: String, _ isGood: Bool) {
        #expect((CardLink("Look", url) != nil) == isGood)
    }
}
