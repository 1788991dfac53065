import Testing

@testable import Postgres

@Suite("The alarm of the event loop")
struct AlarmTests {
    private let now = ContinuousClock.now

    private func isEarlier(_ alarm: inout Alarm) -> Bool { alarm.takeIsEarlier() }
    private func rings(_ alarm: inout Alarm, after wait: Duration) -> Bool { alarm.ring(now: now + wait) }

    @Test("is only set earlier, and says so once")
    func earlier() {
        var alarm = Alarm()
        alarm.set(nil)
        #expect(alarm.time == nil)
        #expect(!isEarlier(&alarm))
        alarm.set(now + .seconds(35))
        #expect(isEarlier(&alarm))
        #expect(!isEarlier(&alarm))
        for later in [35, 36, 300] {
            alarm.set(now + .seconds(later))
            #expect(alarm.time == now + .seconds(35))
            #expect(!isEarlier(&alarm))
        }
        alarm.set(now + .seconds(1))
        #expect(alarm.time == now + .seconds(1))
        #expect(isEarlier(&alarm))
    }

    @Test("rings when its time has come, and is off then")
    func rings() {
        var alarm = Alarm()
        #expect(!rings(&alarm, after: .zero))
        alarm.set(now + .seconds(1))
        #expect(!rings(&alarm, after: .zero))
        #expect(rings(&alarm, after: .seconds(1)))
        #expect(alarm.time == nil)
        #expect(!rings(&alarm, after: .seconds(2)))
        alarm.set(now + .seconds(300))
        #expect(alarm.time == now + .seconds(300))
    }
}
