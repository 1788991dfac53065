import Testing

@testable import SimulatorKit

@Suite("A bounded log")
struct BoundedLogTests {
    @Test("lets the oldest go, and keeps the numbers right")
    func bounds() {
        var log = BoundedLog<String>(capacity: 3)
        for text in ["a", "b", "c", "d", "e"] { log.append(text) }
        #expect(log.droppedCount == 2)
        #expect(log.totalCount == 5)
        #expect(log.entries(after: 0).map(\.number) == [3, 4, 5])
        #expect(log.entries(after: 3).map(\.entry) == ["d", "e"])
        #expect(log.entries(after: 9).isEmpty)
        log.update(4) { $0 = "D" }
        log.update(1) { $0 = "gone" }
        #expect(log.entries(after: 0).map(\.entry) == ["c", "D", "e"])
    }
}
