/// What the stories expect of tickets and of the directory's journal.
extension Expectation {
    static func closedComplete(_ ticket: Ticket, after duration: Duration) -> Expectation {
        Expectation(
            "ticket", "\(ticket.number) is Closed Complete",
            seen: "\(ticket.number) is \(ticket.stateLabel) after \(Narrator.seconds(duration))",
            isMet: ticket.state == .closedComplete)
    }

    /// The last word on the ticket says what changed and who approved it.
    static func closingNote(_ ticket: Ticket, names: [String]) -> Expectation {
        let note = ticket.workNotes.last ?? ""
        let missing = names.filter { !note.contains($0) }
        return Expectation(
            "work note", "the last one names \(names.joined(separator: ", "))",
            seen: ticket.workNotes.isEmpty
                ? "there is none"
                : missing.isEmpty
                    ? "names \(names.joined(separator: ", "))" : "it lacks \(missing.joined(separator: ", "))",
            isMet: !note.isEmpty && missing.isEmpty)
    }

    /// One addition of the person to the group, and nothing else done to either for that person.
    static func oneWrite(
        _ journal: [JournalEntry], adding person: Directory.Entry, to group: Directory.Entry
    ) -> Expectation {
        let isThatOne = journal.first.map { $0.effect == "member.added" && $0.mentions.contains(group.id) } ?? false
        return Expectation(
            "Entra journal", "one effective write: \(person.displayName) added to \(group.displayName)",
            seen: journal.isEmpty
                ? "no effective write"
                : "\(journal.count) effective \(journal.count == 1 ? "write" : "writes"): "
                    + (isThatOne && journal.count == 1
                        ? "\(person.displayName) added to \(group.displayName)"
                        : journal.map(\.effect).joined(separator: ", ")),
            isMet: journal.count == 1 && isThatOne)
    }

    static func noWrite(_ journal: [JournalEntry], touching person: Directory.Entry) -> Expectation {
        Expectation(
            "Entra journal", "no effective write for \(person.displayName)",
            seen: journal.isEmpty
                ? "no effective write for \(person.displayName)" : journal.map(\.effect).joined(separator: ", "),
            isMet: journal.isEmpty)
    }
}
