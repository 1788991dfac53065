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

    /// The person was added to these groups, one after the other, and removed from them in reverse; and nothing else was done.
    static func takenBack(
        _ journal: [JournalEntry], of person: Directory.Entry, in groups: [Directory.Entry]
    ) -> Expectation {
        let wanted = groups.map { ("member.added", $0) } + groups.reversed().map { ("member.removed", $0) }
        let isMet =
            journal.count == wanted.count
            && zip(journal, wanted).allSatisfy { $0.effect == $1.0 && $0.mentions.contains($1.1.id) }
        let seen = journal.map { entry in
            let name = groups.first { entry.mentions.contains($0.id) }?.displayName ?? "another group"
            return switch entry.effect {
            case "member.added": "added to \(name)"
            case "member.removed": "removed from \(name)"
            default: "\(entry.effect) of \(name)"
            }
        }
        let names = Narrator.enumeration(groups.map(\.displayName))
        return Expectation(
            "Entra journal", "\(person.displayName) added to \(names), then removed in reverse, and nothing else",
            seen: journal.isEmpty
                ? "no effective write"
                : "\(Narrator.count(journal.count, "effective write", "effective writes")): \(person.displayName) "
                    + seen.joined(separator: ", "),
            isMet: isMet)
    }

    static func sameMemberships(
        _ before: Set<String>, _ after: Set<String>, of person: Directory.Entry
    ) -> Expectation {
        let changes =
            after.subtracting(before).sorted().map { "also in \($0)" }
            + before.subtracting(after).sorted().map { "not in \($0) any more" }
        return Expectation(
            "memberships", "\(person.displayName) is in the same groups as before",
            seen: changes.isEmpty
                ? "\(person.displayName) is in the same \(Narrator.count(after.count, "group", "groups")) as before"
                : "\(person.displayName) is \(changes.joined(separator: ", "))",
            isMet: changes.isEmpty)
    }

    static func open(_ ticket: Ticket, after duration: Duration) -> Expectation {
        Expectation(
            "ticket", "\(ticket.number) is open",
            seen: "\(ticket.number) is \(ticket.state?.isOpen == true ? "open: " : "")\(ticket.stateLabel) "
                + "after \(Narrator.seconds(duration))",
            isMet: ticket.state?.isOpen == true)
    }

    /// The last word on the ticket says that the request was taken back, in which groups, and why.
    static func revertedNote(_ ticket: Ticket, naming groups: [String], why: String) -> Expectation {
        let note = ticket.workNotes.last ?? ""
        let missing = (["Reverted"] + groups + [why]).filter { !note.contains($0) }
        let names = Narrator.enumeration(groups)
        return Expectation(
            "work note", "the last one says Reverted, names \(names), and says why: \(why)",
            seen: ticket.workNotes.isEmpty
                ? "there is none"
                : missing.isEmpty
                    ? "says Reverted, names \(names), and says why"
                    : "it lacks \(missing.joined(separator: ", "))",
            isMet: missing.isEmpty)
    }

    static func noWrite(_ journal: [JournalEntry], touching person: Directory.Entry) -> Expectation {
        Expectation(
            "Entra journal", "no effective write for \(person.displayName)",
            seen: journal.isEmpty
                ? "no effective write for \(person.displayName)" : journal.map(\.effect).joined(separator: ", "),
            isMet: journal.isEmpty)
    }
}
