/// Text in lines that fit a terminal.
enum WrappedText {
    /// Broken at blanks; what has no blank in it may be longer.
    ///
    /// - Parameters:
    ///   - indentation: blanks before the first line.
    ///   - hanging: blanks before what is continued.
    ///   - width: of a line, in characters.
    static func lines(_ text: String, indentation: Int = 4, hanging: Int? = nil, width: Int = 80) -> [String] {
        let blanks = String(repeating: " ", count: indentation)
        let further = String(repeating: " ", count: hanging ?? indentation * 2)
        var lines: [String] = []
        var line = blanks
        var isEmpty = true
        for word in text.split(separator: " ") {
            if isEmpty {
                line += word
            } else if line.count + 1 + word.count <= width {
                line += " " + word
            } else {
                lines.append(line)
                line = further + word
            }
            isEmpty = false
        }
        return lines + [line]
    }
}
