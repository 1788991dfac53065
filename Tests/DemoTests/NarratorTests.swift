import Testing

@testable import Demo

@Suite struct NarratorTests {
    static let narrators = [Narrator(style: .plain), Narrator(style: .coloured)]

    static let long = String(repeating: "Landfall takes access requests that were approved. ", count: 5)

    /// What a terminal shows of a line: everything but the escape sequences.
    static func visible(_ line: String) -> String { line.replacing(/\u{1B}\[[0-9;]*m/, with: "") }

    @Test(arguments: narrators) func `no line is wider than 80 columns`(narrator: Narrator) {
        let lines =
            narrator.sentence(Self.long) + narrator.quotation(Self.long) + narrator.failure(Self.long)
            + narrator.outcome(Expectation("work note", Self.long, seen: Self.long, isMet: true))
            + narrator.outcome(Expectation("work note", Self.long, seen: Self.long, isMet: false))
            + narrator.sentence(String(repeating: "x", count: 300))
        for line in lines { #expect(Self.visible(line).count <= 80, "\(line)") }
    }

    @Test func `an outcome that is met is told by what was seen`() {
        let lines = Narrator(style: .plain).outcome(
            Expectation("ticket", "it is closed", seen: "RITM1 is Closed Complete", isMet: true))
        #expect(lines == ["  ok    ticket        RITM1 is Closed Complete"])
    }

    @Test func `an outcome that is missed says what was expected and what was seen`() {
        let lines = Narrator(style: .plain).outcome(
            Expectation("ticket", "it is closed", seen: "RITM1 is Open", isMet: false))
        #expect(
            lines == [
                "  FAIL  ticket        expected: it is closed",
                "                      seen: RITM1 is Open",
            ])
    }

    @Test func `plain text has no escape sequences, and colour changes no text`() {
        let expectation = Expectation("ticket", "it is closed", seen: "RITM1 is Open", isMet: false)
        let plain = Narrator(style: .plain).outcome(expectation)
        let coloured = Narrator(style: .coloured).outcome(expectation)
        #expect(plain.allSatisfy { !$0.contains("\u{1B}") })
        #expect(coloured.contains { $0.contains("\u{1B}") })
        #expect(coloured.map(Self.visible) == plain)
    }

    @Test(arguments: [
        (Duration.milliseconds(7440), "7.4 s"), (.milliseconds(60), "0.1 s"), (.zero, "0.0 s"),
        (.seconds(61), "61.0 s"),
    ])
    func `durations have one decimal`(duration: Duration, text: String) {
        #expect(Narrator.seconds(duration) == text)
    }

    @Test(arguments: [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
    func `names are told in a row`(names: [String], text: String) {
        #expect(Narrator.enumeration(names) == text)
    }

    @Test func `words are kept whole where they fit`() {
        #expect(Narrator.wrapped("one two three", columns: 7) == ["one two", "three"])
        #expect(Narrator.wrapped("abcdefghij k", columns: 4) == ["abcd", "efgh", "ij k"])
        #expect(Narrator.wrapped("", columns: 4) == [""])
    }
}
