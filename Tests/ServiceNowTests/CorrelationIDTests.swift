import Testing

@testable import ServiceNow

@Suite("A correlation id")
struct CorrelationIDTests {
    @Test("says what it is about")
    func readable() {
        let run = "6a0c1f6e-0000-8000-8000-000000000001"
        #expect(CorrelationID(["RITM0010001", run]).description == "landfall:RITM0010001:\(run)")
        #expect(CorrelationID(["RITM0010001", run]) == CorrelationID(["RITM0010001", run]))
    }

    @Test(
        "is never empty, never longer than its column, and has nothing that means something in a query",
        arguments: [
            [], [""], ["RITM0010001", ""], ["a^active=true"], ["a,b"], ["javascript:x"], ["ä"], ["a b"], ["a\nb"],
            ["a:b"],
            [String(repeating: "9", count: 92)], ["RITM0010001", String(repeating: "x", count: 500)],
        ])
    func bounded(parts: [String]) {
        let text = CorrelationID(parts).description
        #expect(text.hasPrefix("landfall:"))
        #expect(text.count > "landfall:".count && text.count <= 100)
        #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ":-_.".contains($0)) })
    }

    @Test("of other things is another, also where it is hashed")
    func distinct() {
        let long = String(repeating: "x", count: 200)
        let ids = [[long], [long + "y"], [long, "y"], ["a:b"], ["a", "b"], ["a^b"], [], [""]].map { CorrelationID($0) }
        #expect(Set(ids).count == ids.count)
    }

    @Test("as long as its column is written as it is")
    func longest() {
        let part = String(repeating: "9", count: 91)
        #expect(CorrelationID([part]).description == "landfall:\(part)")
    }
}
