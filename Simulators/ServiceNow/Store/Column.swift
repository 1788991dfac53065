/// One column of a table, with what the platform knows of it.
struct Column: Sendable, Equatable {
    /// What a column holds. Everything is stored as text; the kind decides how text is compared, coerced and displayed.
    enum Kind: Sendable, Equatable {
        case string
        case integer
        case boolean
        /// UTC, `YYYY-MM-DD HH:MM:SS`.
        case dateTime
        /// A sys_id of a row in the named table.
        case reference(String)
        /// Several sys_ids of the named table, separated by commas.
        case list(String)
        /// One of the values that `sys_choice` offers.
        case choice
        /// Append-only: what is written becomes a row of `sys_journal_field`, and nothing is stored in the record.
        case journal
        /// Several journals read together; never written.
        case journalList([String])
    }

    let name: String
    let label: String
    let kind: Kind
    /// In characters; a longer value is cut off when it is written.
    let maxLength: Int
    /// Written by the platform alone; what a client sends is dropped without a word.
    let isReadOnly: Bool
    let defaultValue: String

    init(
        _ name: String, _ kind: Kind = .string, label: String? = nil, maxLength: Int = 4000, isReadOnly: Bool = false,
        default defaultValue: String = ""
    ) {
        self.name = name
        self.label = label ?? Column.label(from: name)
        self.kind = kind
        self.maxLength = maxLength
        self.isReadOnly = isReadOnly
        self.defaultValue = defaultValue
    }

    var isJournal: Bool { kind == .journal }

    /// The table that a reference points to.
    var target: String? {
        guard case .reference(let table) = kind else { return nil }
        return table
    }

    private static func label(from name: String) -> String {
        let words = name.split(separator: "_").joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }
}
