import Domain
import Foundation
import Testing

@Suite("Ids that follow from what they name")
struct StableIDTests {
    static let vectors: [([String], String)] = [
        ([], "e3b0c442-98fc-8c14-9afb-f4c8996fb924"),
        ([""], "af5570f5-a181-8b7a-b78c-af4bc70a660f"),
        (["a"], "3b196fd4-907b-8df5-9c30-90e9835f2f7c"),
        (["ab", "c"], "601d5476-e2cc-8e2c-87a2-bba7a3226597"),
        (["a", "bc"], "3fafa1cf-2f19-87c1-929b-eb20cf0983f7"),
        (["run", "RITM0010001", "Ü→"], "23958860-b58b-8b3e-8639-5ecf5a585496"),
    ]

    @Test("the id of these parts never changes: it is in databases and messages", arguments: vectors)
    func vector(_ parts: [String], _ id: String) {
        #expect(StableID.make(parts).uuidString.lowercased() == id)
    }

    @Test("parts don't run together")
    func lengthPrefixed() {
        let lists = [
            ["ab", "c"], ["a", "bc"], ["abc"], ["", "abc"], ["abc", ""], ["a", "b", "c"], [], [""], ["", ""], ["\u{0}"],
            ["a\u{0}b"], ["a", "\u{0}b"],
        ]
        #expect(Set(lists.map(StableID.make)).count == lists.count)
    }

    @Test("an id is a UUID of version 8 and the standard variant")
    func version() {
        for number in 0..<1_000 {
            let id = StableID.make([String(number)]).uuid
            #expect(id.6 >> 4 == 8)
            #expect(id.8 >> 6 == 0b10)
        }
    }

    @Test("a run's id follows from the request item and the plan")
    func runs() {
        let run = RunID(ritm: Samples.ritm, planDigest: "d")
        #expect(run == RunID(ritm: Samples.ritm, planDigest: "d"))
        #expect(run != RunID(ritm: Samples.otherRITM, planDigest: "d"))
        #expect(run != RunID(ritm: Samples.ritm, planDigest: "e"))
        #expect(RunID(run.description) == run)
    }
}
