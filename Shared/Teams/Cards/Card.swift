/// What people read in a channel: a title, why they get it, what it is about, and where to go. A value, without any form yet.
///
/// Texts are shown as they are, whatever is in them: nothing in a text becomes a link, a heading or a mention.
public struct Card: Hashable, Codable, Sendable {
    /// How it is set off in the channel.
    public enum Tone: String, Codable, Sendable, CaseIterable {
        case neutral
        /// All is well.
        case good
        /// Somebody may have to act.
        case warning
        /// Somebody has to act.
        case attention
    }

    /// One thing that the card says about its subject: “Ticket”, “RITM0010001”.
    public struct Fact: Hashable, Codable, Sendable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public var title: String
    public var tone: Tone
    /// What has happened, in a sentence or a few.
    public var text: String
    public var facts: [Fact]
    /// What can be said in more words, a line each: the first to go where the card would be too long.
    public var details: [String]
    public var links: [CardLink]

    public init(
        title: String, tone: Tone, text: String, facts: [Fact] = [], details: [String] = [], links: [CardLink] = []
    ) {
        self.title = title
        self.tone = tone
        self.text = text
        self.facts = facts
        self.details = details
        self.links = links
    }
}
