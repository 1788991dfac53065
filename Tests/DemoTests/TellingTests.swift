import Synchronization
import Testing

@testable import Demo

@Suite struct TellingTests {
    @Test func `a telling without any outcome is not as expected`() {
        #expect(!Telling(narrator: Narrator(style: .plain), write: { _ in }).isAsExpected)
    }

    @Test func `one missed outcome among many is enough`() {
        var telling = Telling(narrator: Narrator(style: .plain), write: { _ in })
        telling.check(Expectation("a", "a", seen: "a", isMet: true))
        #expect(telling.isAsExpected)
        telling.check(Expectation("b", "b", seen: "c", isMet: false))
        telling.check(Expectation("a", "a", seen: "a", isMet: true))
        #expect(!telling.isAsExpected)
    }

    @Test func `a story that breaks off counts as a missed outcome, and is told`() {
        let lines = Mutex<[String]>([])
        var telling = Telling(narrator: Narrator(style: .plain)) { line in lines.withLock { $0.append(line) } }
        telling.check(Expectation("a", "a", seen: "a", isMet: true))
        telling.giveUp(DemoFailure("the ServiceNow simulator did not answer"))
        telling.close()
        #expect(!telling.isAsExpected)
        let told = lines.withLock { $0 }
        #expect(told.contains { $0.contains("the ServiceNow simulator did not answer") })
        #expect(told.last?.contains("2 outcomes, 1 not as expected") == true)
    }
}
