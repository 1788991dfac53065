import Testing

@testable import Postgres

@Suite("The life of a connection")
struct ConnectionLifeTests {
    private func running() -> ConnectionLife {
        var life = ConnectionLife()
        #expect(life.resolved() == true)
        life.connected(needsSetUp: false)
        #expect(life.started() == true)
        return life
    }

    @Test("leads through its settings to the first request")
    func begins() {
        var life = ConnectionLife()
        #expect(life.started() == false)
        #expect(life.resolved() == true)
        #expect(life.resolved() == false)
        life.connected(needsSetUp: true)
        #expect(life.started() == false)
        #expect(life.answered() == .ready)
        #expect(life.started() == true)
        #expect(life.started() == false)
    }

    @Test("does not take the next request before a cancellation has arrived: it would hit that one")
    func lateCancellation() {
        var life = running()
        #expect(life.cancel() == true)
        #expect(life.cancel() == false)
        #expect(life.answered() == .wait)
        #expect(life.started() == false)
        #expect(life.cancellationDelivered() == .ready)
        #expect(life.started() == true)
    }

    @Test("waits for the answer after a cancellation has arrived")
    func earlyCancellation() {
        var life = running()
        #expect(life.cancel() == true)
        #expect(life.cancellationDelivered() == .wait)
        #expect(life.answered() == .ready)
        #expect(life.isIdle)
    }

    @Test("ends once")
    func ends() {
        var life = running()
        #expect(life.close() == true)
        #expect(life.close() == false)
        #expect(life.answered() == .wait)
        #expect(life.cancellationDelivered() == .wait)
        #expect(life.started() == false)
    }
}
