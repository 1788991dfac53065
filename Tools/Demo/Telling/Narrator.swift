/// Turns what happens in a story into lines of at most 80 columns. Writes nothing itself.
struct Narrator: Hashable, Sendable {
    static let width = 80
    private static let subjectWidth = 14

    let style: TextStyle

    func heading(_ number: Int, _ title: String) -> [String] {
        ["", style.mark("Story \(number): \(title)", .strong)]
    }

    /// A sentence of the story.
    func sentence(_ text: String) -> [String] {
        Self.wrapped(text, columns: Self.width - 2).map { "  " + $0 }
    }

    /// Words of somebody else, such as a work note, line by line.
    func quotation(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline)
            .flatMap { Self.wrapped(String($0), columns: Self.width - 6) }
            .map { style.mark("    | " + $0, .faint) }
    }

    func outcome(_ expectation: Expectation) -> [String] {
        guard !expectation.isMet else {
            return row(style.mark("ok  ", .good), expectation.subject, expectation.seen)
        }
        return row(style.mark("FAIL", .bad), expectation.subject, "expected: \(expectation.expected)")
            + row("    ", "", "seen: \(expectation.seen)")
    }

    /// The story could not be told on.
    func failure(_ description: String) -> [String] {
        row(style.mark("FAIL", .bad), "", description)
    }

    /// How long a story took.
    func duration(_ duration: Duration) -> [String] {
        sentence("It took \(Self.seconds(duration)).")
    }

    func closing(stories: Int, met: Int, missed: Int, took duration: Duration) -> [String] {
        let count = "\(Self.count(stories, "story", "stories")), \(Self.count(met + missed, "outcome", "outcomes"))"
        let verdict =
            missed == 0
            ? style.mark("all as expected", .good) : style.mark("\(missed) not as expected", .bad)
        return ["", "\(count), \(verdict). \(Self.seconds(duration)) in all."]
    }

    static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }

    /// "one", "one and two", "one, two and three".
    static func enumeration(_ names: [String]) -> String {
        names.count < 2
            ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + names.suffix(1).joined()
    }

    /// With one decimal: "7.4 s".
    static func seconds(_ duration: Duration) -> String {
        let tenths = (duration / .milliseconds(100)).rounded()
        return "\(tenths / 10) s"
    }

    private func row(_ mark: String, _ subject: String, _ text: String) -> [String] {
        let indent = 2 + 4 + 2 + Self.subjectWidth
        let lines = Self.wrapped(text, columns: Self.width - indent)
        let padding = String(repeating: " ", count: max(Self.subjectWidth - subject.count, 1))
        return lines.enumerated().map { index, line in
            index == 0 ? "  \(mark)  \(subject)\(padding)\(line)" : String(repeating: " ", count: indent) + line
        }
    }

    /// Breaks at spaces; a word that is longer than a line is cut.
    static func wrapped(_ text: String, columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            var word = word
            if !line.isEmpty, line.count + 1 + word.count > columns {
                lines.append(line)
                line = ""
            }
            while word.count > columns {
                lines.append(String(word.prefix(columns)))
                word = word.dropFirst(columns)
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        if !line.isEmpty || lines.isEmpty { lines.append(line) }
        return lines
    }
}
