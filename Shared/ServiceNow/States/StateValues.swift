/// The values that an instance has for states: those of one that wasn't customised, as far as nothing else is configured.
public struct StateValues<Name: StateName>: Hashable, Sendable {
    /// Those that are configured.
    public private(set) var configured: [Name: String] = [:]

    /// Those of an instance that wasn't customised.
    public init() {}

    /// Reads what is configured: `closed_complete=3,closed_incomplete=4`, as much of it as differs.
    ///
    /// - Throws: ``StateValuesError``; also when two states would have one value, so that nobody could tell them apart.
    public init(text: String) throws(StateValuesError) {
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false).map(Self.trimmed)
            guard sides.count == 2, !sides[1].isEmpty else {
                throw StateValuesError(message: "must be of the form name=value, with commas between, not “\(text)”")
            }
            guard let name = Name(rawValue: sides[0]) else {
                let known = Name.allCases.map(\.rawValue).joined(separator: ", ")
                throw StateValuesError(message: "names “\(sides[0])”, which is none of \(known)")
            }
            guard configured.updateValue(sides[1], forKey: name) == nil else {
                throw StateValuesError(message: "names \(name.rawValue) more than once")
            }
        }
        let names = Dictionary(grouping: Name.allCases) { self[$0] }
        if let (value, same) = names.first(where: { $0.value.count > 1 }) {
            let same = same.map(\.rawValue).joined(separator: " and ")
            throw StateValuesError(message: "would have \(same) be the same value, \(value)")
        }
    }

    public subscript(name: Name) -> String { configured[name] ?? name.standard }

    /// What a value means; nil for one that has no name here.
    public func name(of value: String) -> Name? {
        Name.allCases.first { self[$0] == value }
    }

    /// Those that an instance has to have: what is written, and what somebody has configured. Others that it lacks are never met.
    public var needed: [Name] {
        Name.allCases.filter { $0.isWritten || configured[$0] != nil }
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " }
        return String(start.prefix(start.count - start.reversed().prefix { $0 == " " }.count))
    }
}

/// What is wrong with the values for states that somebody wrote.
public struct StateValuesError: Error, Hashable {
    public var message: String
}
