/// One `name=value` of a query or of an `application/x-www-form-urlencoded` body.
public struct FormItem: Sendable, Hashable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Splits `a=1&b=2`, decoding names and values; a plus sign stands for a space.
    public static func parse(_ text: String) -> [FormItem] {
        // By bytes: both signs are ASCII, and looking for characters takes many times as long.
        text.utf8.split(separator: UInt8(ascii: "&")).map { pair in
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            return FormItem(name: decoded(parts[0]), value: parts.count == 2 ? decoded(parts[1]) : "")
        }
    }

    private static func decoded(_ text: Substring.UTF8View) -> String {
        guard text.contains(UInt8(ascii: "+")) else { return PercentEncoding.decoded(String(Substring(text))) }
        let spaced = text.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
        return PercentEncoding.decoded(String(decoding: spaced, as: UTF8.self))
    }
}

extension [FormItem] {
    /// The value of the first item called exactly `name`.
    public subscript(name: String) -> String? { first { $0.name == name }?.value }
}
