import HTTP

/// The channel in Microsoft Teams, as those see it who are in it.
struct TeamsChannel: Sendable {
    private let control: JSONEndpoint

    init(settings: DemoSettings, client: HTTPClient) {
        control = JSONEndpoint(name: "the Teams simulator", base: settings.teamsURL, client: client)
    }

    /// All cards that were posted, the oldest first.
    func cards() async throws -> [PostedCard] { try await control.get("/_sim/cards") }

    /// The last card with a button that says so, about a ticket.
    func card(about number: String, offering button: String) async throws -> PostedCard? {
        try await cards().last { card in
            card.texts.contains { $0.contains(number) } && card.buttons.contains { $0.title == button }
        }
    }
}

/// A card as it was posted: what it says, and its buttons.
struct PostedCard: Decodable, Hashable, Sendable {
    struct Button: Decodable, Hashable, Sendable {
        let title: String
        let url: String
    }

    /// In the order in which they are read.
    let texts: [String]
    let buttons: [Button]

    init(texts: [String], buttons: [Button]) {
        self.texts = texts
        self.buttons = buttons
    }

    init(from decoder: any Decoder) throws {
        let contents = try Message(from: decoder).payload.attachments.map(\.content)
        texts = contents.flatMap(\.body).flatMap(\.texts)
        buttons = contents.flatMap { $0.actions ?? [] }
    }

    // MARK: - As the simulator has it

    private struct Message: Decodable {
        let payload: Payload
    }

    private struct Payload: Decodable {
        struct Attachment: Decodable {
            let content: Content
        }
        let attachments: [Attachment]
    }

    private struct Content: Decodable {
        let body: [Element]
        let actions: [Button]?
    }

    private struct Element: Decodable {
        let text: String?
        let items: [Element]?
        let inlines: [Element]?

        /// The text of a paragraph is in its inlines.
        var texts: [String] {
            if let inlines { return [inlines.compactMap(\.text).joined()] }
            return [text].compactMap(\.self) + (items ?? []).flatMap(\.texts)
        }
    }
}
