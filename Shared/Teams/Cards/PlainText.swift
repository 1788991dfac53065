/// Text as a card may carry it: one line, in which nothing but the letters themselves has an effect.
enum PlainText {
    /// Line breaks and other control characters become spaces. What turns the direction of writing around is left out: a name with it
    /// could make a line say something else than it does. A doubled brace is parted, because clients put times in the place of
    /// `{{DATE(…)}}`, in every text.
    static func line(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars where !turnsDirection(scalar) {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: line.append(" ")
            default:
                if scalar == "{", line.last == "{" { line.append(" ") }
                line.append(scalar)
            }
        }
        return String(line)
    }

    /// The first so many Unicode scalars; where something is missing, the last of them is an ellipsis.
    static func cut(_ text: String, to length: Int) -> String {
        let scalars = text.unicodeScalars
        guard scalars.dropFirst(length).first != nil else { return text }
        return String(scalars.prefix(max(length - 1, 0))) + "…"
    }

    /// The embeddings, overrides, isolates and marks of the bidirectional algorithm (Unicode Standard Annex #9, 2).
    private static func turnsDirection(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
