/// Why somebody asks for something, or decides about it, in their words: what a form brought, on one line and not too long.
public enum WrittenReason {
    /// In Unicode scalars: it travels in events, and is read on tickets.
    public static let longest = 500

    public enum Problem: Error, Hashable {
        case missing
        case tooLong
    }

    /// - Returns: the text on one line, or nil where there is none.
    public static func read(_ text: String?, isRequired: Bool) throws(Problem) -> String? {
        let reason = line(of: text ?? "")
        guard !reason.isEmpty else {
            if isRequired { throw .missing }
            return nil
        }
        guard reason.unicodeScalars.count <= longest else { throw .tooLong }
        return reason
    }

    /// The text on one line, cut where it is too long: for words that nobody can be asked to shorten.
    public static func shortened(_ text: String) -> String {
        let reason = line(of: text)
        guard reason.unicodeScalars.count > longest else { return reason }
        return String(String.UnicodeScalarView(reason.unicodeScalars.prefix(longest - 1))) + "…"
    }

    private static func line(of text: String) -> String {
        text.unicodeScalars
            .split { $0.properties.isWhitespace || $0.properties.generalCategory == .control }
            .map { String(String.UnicodeScalarView($0)) }
            .joined(separator: " ")
    }
}
