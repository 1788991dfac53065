/// What may stand in a policy file, level by level: for whoever reads one, and for editors that help to write one.
///
/// The keys follow from the types' own coding keys, so that a key can't be in one and not in the other.
public indirect enum PolicyShape: Hashable, Sendable {
    case text(Text)
    case number(ClosedRange<Int>)
    case truth
    /// - Parameter least: how many elements it must have.
    case list(of: PolicyShape, least: Int)
    /// - Parameter least: how many of the keys must be there.
    case keys([Key], least: Int)
    /// Names of the author's own, each with a value of one shape.
    case names(PolicyShape)

    /// One key of a level.
    public struct Key: Hashable, Sendable {
        public var name: String
        public var shape: PolicyShape
        public var isRequired: Bool
        /// For people: what it is, with its unit.
        public var meaning: String
    }

    /// What a key holds, before it has its name.
    public struct Content {
        var shape: PolicyShape
        var isRequired: Bool
        var meaning: String

        public static func needed(_ shape: PolicyShape, _ meaning: String) -> Content {
            Content(shape: shape, isRequired: true, meaning: meaning)
        }

        public static func optional(_ shape: PolicyShape, _ meaning: String) -> Content {
            Content(shape: shape, isRequired: false, meaning: meaning)
        }
    }

    public static func keys<Name: CodingKey & CaseIterable>(
        _: Name.Type, least: Int = 0, _ content: (Name) -> Content
    ) -> PolicyShape {
        .keys(
            Name.allCases.map { name in
                let content = content(name)
                return Key(
                    name: name.stringValue, shape: content.shape, isRequired: content.isRequired,
                    meaning: content.meaning)
            }, least: least)
    }

    public static func list(of shape: PolicyShape) -> PolicyShape { .list(of: shape, least: 1) }

    /// One of the values of an enumeration.
    public static func choice<Value: CaseIterable & RawRepresentable<String>>(_: Value.Type) -> PolicyShape {
        .text(.choice(Value.allCases.map(\.rawValue)))
    }
}
