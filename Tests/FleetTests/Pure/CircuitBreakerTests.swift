import Testing

@testable import Fleet

@Suite("A circuit breaker")
struct CircuitBreakerTests {
    private static func opened(at now: Duration = .zero) -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 1...5 { breaker.failed(at: now) }
        return breaker
    }

    @Test("opens with the fifth failure in a row, and not before")
    func opens() {
        var breaker = CircuitBreaker()
        for count in 1...4 {
            breaker.failed(at: .zero)
            #expect(breaker.state == .closed(failuresInARow: count))
            #expect(!breaker.isOpen)
        }
        breaker.failed(at: .seconds(9))
        #expect(breaker.state == .open(since: .seconds(9), pause: .seconds(1)))
        #expect(breaker.isOpen)
    }

    @Test("counts from the start after a success")
    func success() {
        var breaker = CircuitBreaker()
        for _ in 1...4 { breaker.failed(at: .zero) }
        breaker.succeeded()
        for _ in 1...4 { breaker.failed(at: .zero) }
        #expect(!breaker.isOpen)
        breaker.failed(at: .zero)
        #expect(breaker.isOpen)
    }

    @Test("lets one probe through when the pause is over")
    func probe() {
        var breaker = Self.opened(at: .seconds(10))
        #expect(breaker.pause(at: .seconds(10)) == .seconds(1))
        let early = breaker.beginProbe(at: .milliseconds(10_999))
        #expect(!early)
        #expect(breaker.pause(at: .milliseconds(10_400)) == .milliseconds(600))
        let first = breaker.beginProbe(at: .seconds(11))
        let second = breaker.beginProbe(at: .seconds(11))
        #expect(first && !second)
        #expect(breaker.state == .halfOpen(pause: .seconds(1)))
        #expect(breaker.isOpen)
        #expect(breaker.pause(at: .seconds(99)) == nil)
    }

    @Test("doubles the pause with each probe that fails, up to half a minute")
    func pauses() {
        var breaker = Self.opened()
        var now = Duration.zero
        var pauses: [Duration] = []
        for _ in 1...7 {
            guard let pause = breaker.pause(at: now) else { break }
            pauses.append(pause)
            now += pause
            let began = breaker.beginProbe(at: now)
            #expect(began)
            breaker.failed(at: now)
        }
        #expect(pauses == [1, 2, 4, 8, 16, 30, 30].map { .seconds($0) })
    }

    @Test("closes when a probe succeeds, and begins with the first pause again")
    func closes() {
        var breaker = Self.opened()
        _ = breaker.beginProbe(at: .seconds(1))
        breaker.failed(at: .seconds(1))
        _ = breaker.beginProbe(at: .seconds(3))
        breaker.succeeded()
        #expect(breaker.state == .closed(failuresInARow: 0))
        #expect(breaker.pause(at: .seconds(3)) == nil)
        let canProbe = breaker.beginProbe(at: .seconds(9))
        #expect(!canProbe)
        for _ in 1...5 { breaker.failed(at: .seconds(9)) }
        #expect(breaker.state == .open(since: .seconds(9), pause: .seconds(1)))
    }

    @Test("isn't put off by calls that fail while it is open")
    func lateFailures() {
        var breaker = Self.opened(at: .seconds(10))
        breaker.failed(at: .seconds(11))
        #expect(breaker.state == .open(since: .seconds(10), pause: .seconds(1)))
    }
}
