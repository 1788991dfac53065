internal import Logging

/// The event loop of a client: a thread that waits for the sockets, and what it shares with the callers.
///
/// While the thread sleeps, a caller sends its statement itself: waking the thread for that, only for it to sleep again until
/// the answer comes, costs more than the rest of the work. A caller never waits: if the thread is awake, or another caller
/// is at work, it leaves the request in the mailbox.
final class EventLoop: Sendable {
    private let mailbox: Mailbox<EngineMessage>
    private let poller: Poller
    private let lock: EngineLock

    init(configuration: PostgresConfiguration, logger: Logger) throws(Poller.SetUpFailure) {
        mailbox = try Mailbox()
        poller = try Poller(wake: mailbox.wakeUp)
        lock = EngineLock(Engine(configuration: configuration, logger: logger, mailbox: mailbox, poller: poller))
    }

    // MARK: From any thread

    /// False if the event loop has ended.
    func post(_ message: EngineMessage) -> Bool { mailbox.post(message) }

    /// Sends the request at once, or leaves it to the thread. False if the event loop has ended.
    func execute(_ request: Request) -> Bool {
        guard mailbox.isUnattended else { return mailbox.post(.execute(request)) }
        let visit = lock.withEngineIfFree { engine -> Engine.Visit? in
            // What was asked for earlier comes first.
            mailbox.isUnattended && engine.takesVisits ? engine.visit(request) : nil
        }
        guard case .some(.some(let visit)) = visit else { return mailbox.post(.execute(request)) }
        if visit.needsThread { mailbox.wakeUp.signal() }
        for answer in visit.answers { answer.deliver() }
        return true
    }

    // MARK: On the thread

    /// Serves until the client is closed.
    func run() {
        var ready = Poller.Events()
        var answers: [Request.Answer] = []
        var next = Engine.Turn.poll
        repeat {
            switch next {
            case .sleep(let end): poller.wait(end.map { $0 - .now }, into: &ready)
            case .poll, .end: poller.wait(.zero, into: &ready)
            }
            mailbox.readerIsUp()
            // One at a time: whoever is answered goes on while the next answer is read.
            for event in ready.list.dropLast() {
                lock.withEngine { $0.handle(event, answers: &answers) }
                deliver(&answers)
            }
            // The thread is as good as asleep when the last is answered, so that its caller can send at once.
            next = lock.withEngine { $0.turn(ready.list.last, answers: &answers) }
            deliver(&answers)
        } while next != .end
    }

    /// Without the lock: who gets an answer asks for more, and what cancels a task may hold what resuming it needs.
    private func deliver(_ answers: inout [Request.Answer]) {
        for answer in answers { answer.deliver() }
        answers.removeAll(keepingCapacity: true)
    }
}
