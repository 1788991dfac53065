/// A card that was posted into the channel.
struct Card: Sendable, Hashable {
    /// Every text in it, in order.
    let texts: [String]
    /// The addresses that its buttons lead to, by their titles.
    let links: [String: String]

    init(_ payload: JSON) {
        let content = payload["attachments"][0]["content"]
        texts = Self.texts(in: content["body"])
        links = (content["actions"].array ?? []).reduce(into: [:]) { links, action in
            if let title = action["title"].string { links[title] = action["url"].string }
        }
    }

    private static func texts(in json: JSON) -> [String] {
        if let list = json.array { return list.flatMap(texts) }
        guard json.object != nil else { return [] }
        return [json["text"].string].compactMap(\.self) + texts(in: json["items"]) + texts(in: json["inlines"])
    }
}

extension Landscape {
    /// The cards in the channel, the oldest first.
    func cards() async throws -> [Card] {
        (try await caller(ports[.teams]).get("/_sim/cards").array ?? []).map { Card($0["payload"]) }
    }

    /// Waits for a card that says so.
    func awaitCard(_ text: String, within limit: Duration = .seconds(60)) async throws -> Card {
        try await eventually("the card “\(text)”", within: limit) {
            try await self.cards().first { $0.texts.contains(text) }
        }
    }
}
