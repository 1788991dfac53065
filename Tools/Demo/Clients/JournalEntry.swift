/// A write that took effect in a simulator, as its journal has it.
struct JournalEntry: Decodable, Hashable, Sendable {
    let effect: String
    /// Every text in the entry, such as the ids of what was touched.
    let mentions: Set<String>

    init(effect: String, mentions: Set<String>) {
        self.effect = effect
        self.mentions = mentions
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.singleValueContainer().decode([String: Texts].self)
        effect = members["effect"]?.texts.first ?? ""
        mentions = members.values.reduce(into: []) { $0.formUnion($1.texts) }
    }

    /// The texts of a JSON value, however deep.
    private struct Texts: Decodable {
        let texts: Set<String>

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                texts = [text]
            } else if let list = try? container.decode([Texts].self) {
                texts = list.reduce(into: []) { $0.formUnion($1.texts) }
            } else if let members = try? container.decode([String: Texts].self) {
                texts = members.values.reduce(into: []) { $0.formUnion($1.texts) }
            } else {
                texts = []
            }
        }
    }
}
