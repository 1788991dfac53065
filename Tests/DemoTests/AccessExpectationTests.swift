import Testing

@testable import Demo

@Suite struct AccessExpectationTests {
    static let ana = Directory.Entry(id: "a1", displayName: "Ana Silva")
    static let readers = Directory.Entry(id: "g1", displayName: "APP-FIN-READERS")
    static let forecast = Directory.Entry(id: "g2", displayName: "APP-SALES-FORECAST")
    static let addition = JournalEntry(effect: "member.added", mentions: ["a1", "g1"])

    static func ticket(_ state: Ticket.State?, notes: [String] = []) -> Ticket {
        Ticket(number: "RITM0010001", state: state, stateLabel: "shown", owner: "", workNotes: notes)
    }

    @Test func `exactly one addition to the group is one effective write`() {
        #expect(Expectation.oneWrite([Self.addition], adding: Self.ana, to: Self.readers).isMet)
    }

    @Test(arguments: [
        [], [addition, addition], [JournalEntry(effect: "member.removed", mentions: ["a1", "g1"])],
        [JournalEntry(effect: "member.added", mentions: ["a1", "g2"])],
        [addition, JournalEntry(effect: "member.removed", mentions: ["a1", "g1"])],
    ])
    func `anything else in the journal is not`(journal: [JournalEntry]) {
        let expectation = Expectation.oneWrite(journal, adding: Self.ana, to: Self.readers)
        #expect(!expectation.isMet)
        #expect(expectation.seen.contains(journal.isEmpty ? "no effective write" : "\(journal.count) effective"))
    }

    @Test func `no write means an empty journal`() {
        #expect(Expectation.noWrite([], touching: Self.ana).isMet)
        #expect(!Expectation.noWrite([Self.addition], touching: Self.ana).isMet)
    }

    @Test(arguments: [
        (Ticket.State.closedComplete, true), (.closedIncomplete, false), (.workInProgress, false), (nil, false),
    ])
    func `only Closed Complete is closed complete`(state: Ticket.State?, isMet: Bool) {
        #expect(Expectation.closedComplete(Self.ticket(state), after: .zero).isMet == isMet)
    }

    static func entry(_ effect: String, _ group: String) -> JournalEntry {
        JournalEntry(effect: "member.\(effect)", mentions: ["a1", group])
    }

    static let takenBack = [
        entry("added", "g1"), entry("added", "g2"), entry("removed", "g2"), entry("removed", "g1"),
    ]

    @Test func `what was added and removed in reverse is taken back`() {
        let expectation = Expectation.takenBack(Self.takenBack, of: Self.ana, in: [Self.readers, Self.forecast])
        #expect(expectation.isMet)
        #expect(
            expectation.seen == "4 effective writes: Ana Silva added to APP-FIN-READERS, added to APP-SALES-FORECAST, "
                + "removed from APP-SALES-FORECAST, removed from APP-FIN-READERS")
    }

    @Test(arguments: [
        [], Array(takenBack.prefix(2)), Array(takenBack.prefix(3)), takenBack + [entry("removed", "g1")],
        // In the order in which it was added.
        [takenBack[0], takenBack[1], takenBack[3], takenBack[2]],
        // In another group.
        [takenBack[0], entry("added", "g3"), entry("removed", "g3"), takenBack[3]],
        // Removed before it was added: it is still there.
        Array(takenBack.reversed()),
    ])
    func `any other journal is not`(journal: [JournalEntry]) {
        let expectation = Expectation.takenBack(journal, of: Self.ana, in: [Self.readers, Self.forecast])
        #expect(!expectation.isMet)
        #expect(expectation.seen.contains(journal.isEmpty ? "no effective write" : "\(journal.count) effective"))
    }

    @Test func `memberships are the same, or it is said which are not`() {
        let met = Expectation.sameMemberships(["A"], ["A"], of: Self.ana)
        #expect(met.isMet)
        #expect(met.seen == "Ana Silva is in the same 1 group as before")
        let missed = Expectation.sameMemberships(["A", "B"], ["B", "C"], of: Self.ana)
        #expect(!missed.isMet)
        #expect(missed.seen == "Ana Silva is also in C, not in A any more")
    }

    @Test(arguments: [
        (Ticket.State.open, true), (.workInProgress, true), (.pending, true), (.closedComplete, false),
        (.closedIncomplete, false), (nil, false),
    ])
    func `a ticket of unknown state is not open`(state: Ticket.State?, isMet: Bool) {
        #expect(Expectation.open(Self.ticket(state), after: .zero).isMet == isMet)
    }

    @Test func `the note of what was taken back names each group and says why`() {
        func note(_ notes: String...) -> Demo.Expectation {
            .revertedNote(Self.ticket(.workInProgress, notes: notes), naming: ["A-ONE", "A-TWO"], why: "It is full")
        }
        #expect(note("x", "Reverted: A-ONE, A-TWO. It is full.").isMet)
        #expect(!note("Reverted: A-ONE, A-TWO. It is full.", "x").isMet)
        #expect(note("Stuck: A-ONE. It is full.").seen == "it lacks Reverted, A-TWO")
        #expect(note("Reverted: A-ONE, A-TWO.").seen == "it lacks It is full")
        #expect(note().seen == "there is none")
    }

    @Test func `the last note has to name everything`() {
        let names = ["Ana Silva", "Ben Okafor"]
        let whole = "Ana Silva was added; approved by Ben Okafor."
        #expect(Expectation.closingNote(Self.ticket(.closedComplete, notes: ["x", whole]), names: names).isMet)
        let partial = Expectation.closingNote(Self.ticket(.closedComplete, notes: [whole, "Ana Silva"]), names: names)
        #expect(!partial.isMet)
        #expect(partial.seen == "it lacks Ben Okafor")
        #expect(!Expectation.closingNote(Self.ticket(.closedComplete), names: names).isMet)
    }
}
