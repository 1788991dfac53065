/// One row as the Table API shows it: every value is a text, and an empty one is the empty text.
struct TableRecord: Decodable {
    private var fields: [String: Field]

    /// The database's value; nil when the field didn't come back, which may be an access rule.
    subscript(name: String) -> String? { fields[name]?.value }

    /// What the field shows to people; only where display values were asked for.
    func displayValue(_ name: String) -> String? { fields[name]?.displayValue }

    init(from decoder: any Decoder) throws {
        self.fields = try decoder.singleValueContainer().decode([String: Field].self)
    }

    /// A scalar is a text. A reference is an object with `value`, or `display_value`, or both; an empty one is the empty text.
    private struct Field: Decodable {
        var value: String
        var displayValue: String?

        enum CodingKeys: String, CodingKey {
            case value
            case displayValue = "display_value"
        }

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                self.value = text
                return
            }
            let container = try decoder.container(keyedBy: CodingKeys.self)
            self.displayValue = try container.decodeIfPresent(String.self, forKey: .displayValue)
            self.value = try container.decodeIfPresent(String.self, forKey: .value) ?? ""
        }
    }
}
