/// How text is set off: with colour on a terminal, otherwise not at all.
enum TextStyle: Hashable, Sendable {
    case plain
    case coloured

    enum Emphasis: String {
        case strong = "1"
        case good = "32"
        case bad = "1;31"
        case faint = "2"
    }

    func mark(_ text: String, _ emphasis: Emphasis) -> String {
        switch self {
        case .plain: text
        case .coloured: "\u{1B}[\(emphasis.rawValue)m\(text)\u{1B}[0m"
        }
    }
}
