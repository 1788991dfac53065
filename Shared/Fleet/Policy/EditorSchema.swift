public import Domain
import Foundation

/// The shape of a file as a JSON Schema (draft 2020-12), for editors.
///
/// It says what can be said of each value by itself; what holds between values, `landfall policy check` says.
public struct EditorSchema: Sendable {
    private let title: String
    private let shape: PolicyShape

    public init(title: String, shape: PolicyShape) {
        self.title = title
        self.shape = shape
    }

    /// The schema's text, always the same for one shape, with a line break at its end.
    public var text: String {
        get throws {
            var keywords = Self.keywords(of: shape)
            keywords["$schema"] = .text("https://json-schema.org/draft/2020-12/schema")
            keywords["title"] = .text(title)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(SchemaValue.object(keywords)), as: UTF8.self) + "\n"
        }
    }

    private static func keywords(of shape: PolicyShape) -> [String: SchemaValue] {
        switch shape {
        case .text(let text): keywords(of: text)
        case .number(let range):
            range.lowerBound == range.upperBound
                ? ["const": .number(range.lowerBound)]
                : [
                    "type": .text("integer"), "minimum": .number(range.lowerBound),
                    "maximum": .number(range.upperBound),
                ]
        case .truth: ["type": .text("boolean")]
        case .list(let element, let least):
            ["type": .text("array"), "items": .object(keywords(of: element)), "minItems": .number(least)]
        case .names(let value):
            ["type": .text("object"), "additionalProperties": .object(keywords(of: value))]
        case .keys(let keys, let least): keywords(of: keys, least: least)
        }
    }

    private static func keywords(of keys: [PolicyShape.Key], least: Int) -> [String: SchemaValue] {
        var object: [String: SchemaValue] = ["type": .text("object"), "additionalProperties": .truth(false)]
        object["properties"] = .object(
            Dictionary(
                uniqueKeysWithValues: keys.map { key in
                    var keywords = keywords(of: key.shape)
                    keywords["description"] = .text(key.meaning)
                    return (key.name, .object(keywords))
                }))
        let required = keys.filter(\.isRequired).map(\.name)
        if !required.isEmpty { object["required"] = .list(required.map { .text($0) }) }
        if least > 0 { object["minProperties"] = .number(least) }
        return object
    }

    private static func keywords(of text: PolicyShape.Text) -> [String: SchemaValue] {
        var keywords: [String: SchemaValue] = ["type": .text("string")]
        switch text {
        case .choice(let values): keywords["enum"] = .list(values.map { .text($0) })
        // One of digits alone is a number in YAML, unless it is quoted.
        case .sysID: keywords["type"] = .list([.text("string"), .text("number")])
        default: break
        }
        if let pattern = text.pattern { keywords["pattern"] = .text(pattern) }
        return keywords
    }
}

private indirect enum SchemaValue: Encodable {
    case text(String)
    case number(Int)
    case truth(Bool)
    case list([SchemaValue])
    case object([String: SchemaValue])

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .text(let text):
            var container = encoder.singleValueContainer()
            try container.encode(text)
        case .number(let number):
            var container = encoder.singleValueContainer()
            try container.encode(number)
        case .truth(let truth):
            var container = encoder.singleValueContainer()
            try container.encode(truth)
        case .list(let values):
            var container = encoder.unkeyedContainer()
            for value in values { try container.encode(value) }
        case .object(let values):
            var container = encoder.singleValueContainer()
            try container.encode(values)
        }
    }
}
