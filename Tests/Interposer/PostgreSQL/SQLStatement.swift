/// As much of an SQL statement as is needed to say whether it makes something durable.
package struct SQLStatement: Sendable, Hashable {
    package enum Role: Sendable, Hashable {
        case begins
        case commits
        case rollsBack
        /// Changes data or definitions of the named thing.
        case writes(String)
        case reads
    }

    package let role: Role

    package init(_ text: String) {
        self.init(words: SQLWords.words(of: text))
    }

    package init(words: [String]) {
        role = Self.role(of: words)
    }

    private static let definitions: Set<String> = ["CREATE", "ALTER", "DROP", "TRUNCATE", "GRANT", "REVOKE", "COMMENT"]

    private static func role(of words: [String]) -> Role {
        let upper = words.map { $0.uppercased() }
        guard let verb = upper.first else { return .reads }
        switch verb {
        case "BEGIN": return .begins
        case "START": return upper.dropFirst().first == "TRANSACTION" ? .begins : .reads
        case "COMMIT", "END": return .commits
        case "ROLLBACK":
            // Back to a savepoint only: the transaction goes on.
            return upper.dropFirst().contains("TO") ? .reads : .rollsBack
        case "ABORT": return .rollsBack
        case "NOTIFY": return .writes("notify " + (words.dropFirst().first ?? ""))
        case _ where definitions.contains(verb):
            return .writes(upper.prefix(2).joined(separator: " ").lowercased())
        default:
            return change(in: words, upper) ?? .reads
        }
    }

    /// The first change of data in a statement, also inside a WITH.
    private static func change(in words: [String], _ upper: [String]) -> Role? {
        for (index, word) in upper.enumerated() {
            func target(_ offset: Int) -> String? { index + offset < words.count ? words[index + offset] : nil }
            switch word {
            case "INSERT", "MERGE":
                if target(1)?.uppercased() == "INTO", let table = target(2) {
                    return .writes(word.lowercased() + " " + table)
                }
            case "DELETE":
                if target(1)?.uppercased() == "FROM", let table = target(2) { return .writes("delete " + table) }
            case "UPDATE":
                // Not SELECT … FOR UPDATE, FOR NO KEY UPDATE, and not ON CONFLICT DO UPDATE.
                let previous = index > 0 ? upper[index - 1] : ""
                if !["FOR", "KEY", "DO"].contains(previous), let table = target(1) {
                    return .writes("update " + (table.uppercased() == "ONLY" ? target(2) ?? table : table))
                }
            default: break
            }
        }
        return nil
    }
}
