/// The parts of an Adaptive Card of version 1.4 that Landfall's cards are made of, and the envelope in which a Workflows webhook takes one.
///
/// All text is in text runs: the schema says of them that Markdown is not supported, so no name can make a link or a heading. Text blocks
/// and fact sets take Markdown. Source: adaptive-card.json, 1.4.0; Microsoft, “Create incoming webhooks with Workflows for Microsoft Teams”.
struct AdaptiveCard: Encodable {
    var body: [Element]
    var actions: [OpenURL]

    enum Element: Encodable {
        /// A paragraph.
        case text([TextRun], spacing: Spacing)
        /// A band of colour with paragraphs in it.
        case band(Card.Tone, [Element])
    }

    /// How far an element is from the one before.
    enum Spacing: String, Encodable {
        case small
        case medium
    }

    struct TextRun: Encodable {
        let type = "TextRun"
        var text: String
        var weight: String?
        var size: String?
        var isSubtle: Bool?

        init(_ text: String, isBold: Bool = false, isLarge: Bool = false, isSubtle: Bool = false) {
            self.text = text
            self.weight = isBold ? "bolder" : nil
            self.size = isLarge ? "large" : nil
            self.isSubtle = isSubtle ? true : nil
        }
    }

    struct OpenURL: Encodable {
        let type = "Action.OpenUrl"
        var title: String
        var url: String
    }

    /// `{"type": "message", "attachments": [{…}]}`
    struct Envelope: Encodable {
        let type = "message"
        var attachments: [Attachment]

        init(_ card: AdaptiveCard) { attachments = [Attachment(content: card)] }
    }

    struct Attachment: Encodable {
        var content: AdaptiveCard

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode("application/vnd.microsoft.card.adaptive", forKey: .contentType)
            try container.encodeNil(forKey: .contentURL)
            try container.encode(content, forKey: .content)
        }

        enum CodingKeys: String, CodingKey {
            case contentType
            case contentURL = "contentUrl"
            case content
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode("http://adaptivecards.io/schemas/adaptive-card.json", forKey: .schema)
        try container.encode("AdaptiveCard", forKey: .type)
        try container.encode("1.4", forKey: .version)
        try container.encode(body, forKey: .body)
        if !actions.isEmpty { try container.encode(actions, forKey: .actions) }
    }

    enum CodingKeys: String, CodingKey {
        case schema = "$schema"
        case type
        case version
        case body
        case actions
    }
}

extension AdaptiveCard.Element {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .text(let inlines, let spacing):
            try container.encode("RichTextBlock", forKey: .type)
            try container.encode(inlines, forKey: .inlines)
            try container.encode(spacing, forKey: .spacing)
        case .band(let tone, let items):
            try container.encode("Container", forKey: .type)
            try container.encode(tone.containerStyle, forKey: .style)
            try container.encode(true, forKey: .bleed)
            try container.encode(items, forKey: .items)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case type, inlines, spacing, style, bleed, items
    }
}

extension Card.Tone {
    fileprivate var containerStyle: String {
        switch self {
        case .neutral: "emphasis"
        case .good: "good"
        case .warning: "warning"
        case .attention: "attention"
        }
    }
}
