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
        text.split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return FormItem(name: decoded(parts[0]), value: parts.count == 2 ? decoded(parts[1]) : "")
        }
    }

    private static func decoded(_ text: Substring) -> String {
        let spaced =
            text.utf8.contains(UInt8(ascii: "+"))
            ? String(text.map { $0 == "+" ? " " : $0 })
            : String(text)
        return PercentEncoding.decoded(spaced)
    }
}

extension [FormItem] {
    /// The value of the first item called exactly `name`.
    public subscript(name: String) -> String? { first { $0.name == name }?.value }
}
