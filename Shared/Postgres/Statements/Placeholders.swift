/// The `$1`, `$2`, … of a statement's text.
enum Placeholders {
    /// Adds `offset` to every placeholder that this library made. Text in single or double quotes stays as it is.
    static func renumbered(_ sql: String, by offset: Int) -> String {
        var result = ""
        var quote: Character?
        var rest = Substring(sql)
        while let character = rest.popFirst() {
            result.append(character)
            if let open = quote {
                if character == open { quote = nil }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character == "$" {
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                guard let number = Int(digits) else { continue }
                result += String(number + offset)
                rest.removeFirst(digits.count)
            }
        }
        return result
    }
}
