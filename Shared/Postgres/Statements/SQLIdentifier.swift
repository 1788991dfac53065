/// Names in SQL text.
enum SQLIdentifier {
    /// PostgreSQL cuts longer names off (NAMEDATALEN - 1).
    static let maximumBytes = 63

    /// The name in double quotes, with those inside doubled.
    static func quoted(_ name: String) -> String {
        var quoted = "\""
        for character in name.unicodeScalars {
            if character == "\"" { quoted.unicodeScalars.append("\"") }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }
}
