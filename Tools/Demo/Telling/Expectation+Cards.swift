/// What the stories expect of cards in Microsoft Teams.
extension Expectation {
    /// One about the ticket, with a button that leads to a page.
    static func card(_ card: PostedCard?, about number: String, offering button: String) -> Expectation {
        let offered = card?.buttons.first { $0.title == button }
        let leads = offered.map { $0.url.hasPrefix("http://") || $0.url.hasPrefix("https://") } ?? false
        let isAbout = card?.texts.first?.contains(number) ?? false
        return Expectation(
            "Teams card", "one about \(number), with the button \(button)",
            seen: card.map { "“\($0.texts.first ?? "")”, with \(Narrator.enumeration($0.buttons.map(\.title)))" }
                ?? "there is none",
            isMet: isAbout && leads)
    }
}
