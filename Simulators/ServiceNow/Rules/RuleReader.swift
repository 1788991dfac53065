import OrderedCollections
import SimulatorKit

/// Reads the members of one JSON object of the seed, and refuses what it doesn't know: a rule that silently does nothing
/// would make a test pass for the wrong reason.
struct RuleReader {
    private var members: JSONObject
    private let place: String

    /// - Parameter place: how error sentences call the object, such as `"rules.webhook"`.
    init(_ json: JSONValue, in place: String) throws {
        guard let members = json.object else { throw MalformedInput("\(place) must be an object.") }
        self.members = members
        self.place = place
    }

    mutating func value(_ name: String) -> JSONValue? { members.removeValue(forKey: name) }

    mutating func bool(_ name: String, default fallback: Bool) throws -> Bool {
        try read(name, "true or false", \.bool) ?? fallback
    }

    mutating func integer(_ name: String, default fallback: Int) throws -> Int {
        try read(name, "an integer", \.integer) ?? fallback
    }

    mutating func fraction(_ name: String) throws -> Double {
        try read(name, "a number from 0 to 1") { $0.double.flatMap { (0...1).contains($0) ? $0 : nil } } ?? 0
    }

    mutating func string(_ name: String) throws -> String? { try read(name, "a string", \.string) }

    mutating func required(_ name: String) throws -> String {
        guard let text = try string(name) else { throw MalformedInput("\(place) needs \"\(name)\".") }
        return text
    }

    mutating func strings(_ name: String) throws -> [String]? { try read(name, "a list of strings", \.strings) }

    /// `[from, to]` in milliseconds, or one number for both.
    mutating func milliseconds(_ name: String) throws -> ClosedRange<Int>? {
        try read(name, "a number of milliseconds or [from, to]") { json in
            let bounds = json.integer.map { [$0, $0] } ?? json.array?.compactMap(\.integer) ?? []
            guard bounds.count == 2, bounds[0] >= 0, bounds[0] <= bounds[1] else { return nil }
            return bounds[0]...bounds[1]
        }
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, default fallback: Choice
    ) throws -> Choice where Choice.RawValue == String {
        let names = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        return try read(name, "one of \(names)") { $0.string.flatMap(Choice.init) } ?? fallback
    }

    /// Reads each element of a list.
    mutating func list<Element>(_ name: String, _ element: (JSONValue) throws -> Element) throws -> [Element] {
        try read(name, "a list", \.array)?.map(element) ?? []
    }

    /// Throws if anything is left that was not asked for.
    func finish() throws {
        guard let unknown = members.keys.first else { return }
        throw MalformedInput("\(place) has \"\(unknown)\", which means nothing there.")
    }

    private mutating func read<Value>(
        _ name: String, _ expected: String, _ convert: (JSONValue) -> Value?
    ) throws -> Value? {
        guard let json = members.removeValue(forKey: name), !json.isNull else { return nil }
        guard let value = convert(json) else { throw MalformedInput("\"\(name)\" in \(place) must be \(expected).") }
        return value
    }
}
