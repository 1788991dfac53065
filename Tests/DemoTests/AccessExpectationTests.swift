import Testing

@testable import Demo

@Suite struct AccessExpectationTests {
    static let ana = Directory.Entry(id: "a1", displayName: "Ana Silva")
    static let readers = Directory.Entry(id: "g1", displayName: "APP-FIN-READERS")
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
