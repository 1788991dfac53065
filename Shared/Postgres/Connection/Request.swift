internal import Synchronization

/// Work for one connection, and the caller who waits for it. A class: it goes through many hands, and is never changed.
final class Request: Sendable {
    typealias Outcome = Result<[PostgresResult], PostgresError>

    enum Work: Sendable {
        /// Sent together, answered together, carried out as one unless a transaction is open already.
        case statements([PostgresStatement])
        /// Any number of statements in one text, without parameters.
        case script(String)
        /// Ends a transaction.
        case commit
        case rollback
    }

    let lease: LeaseID
    let work: Work
    /// What opens the transaction, if the work belongs to one: sent along with the first request of the lease.
    let begin: String?
    /// Whether the statement's usual time limit applies.
    let isTimeLimited: Bool
    let token: RequestToken
    let reply: Reply

    init(
        lease: LeaseID, work: Work, begin: String? = nil, isTimeLimited: Bool = true,
        token: RequestToken = RequestToken(), reply: Reply
    ) {
        self.lease = lease
        self.work = work
        self.begin = begin
        self.isTimeLimited = isTimeLimited
        self.token = token
        self.reply = reply
    }

    enum Reply: Sendable {
        case caller(CheckedContinuation<Outcome, Never>)
        /// The event loop itself asked: session settings, LISTEN.
        case eventLoop
    }

    /// Whether the lease ends with this request.
    var endsLease: Bool {
        switch work {
        case .commit, .rollback: true
        case .statements, .script: begin == nil
        }
    }

    /// Whether something may last of this request although no answer to it arrived. In a transaction that isn't being
    /// committed nothing does: the server rolls it back when the connection ends.
    var mayLastUnanswered: Bool {
        switch work {
        case .commit: true
        case .rollback: false
        case .statements, .script: begin == nil
        }
    }

    /// The text for errors.
    var queryText: String? {
        switch work {
        case .statements(let statements) where statements.count == 1: statements[0].sql
        case .statements(let statements): "pipeline of \(statements.count) statements"
        case .script(let sql): sql
        case .commit: "COMMIT"
        case .rollback: "ROLLBACK"
        }
    }

    /// An outcome on its way to the caller.
    struct Answer: Sendable {
        fileprivate var continuation: CheckedContinuation<Outcome, Never>
        fileprivate var outcome: Outcome

        func deliver() { continuation.resume(returning: outcome) }
    }

    /// Nil if no caller waits.
    func answer(_ outcome: Outcome) -> Answer? {
        guard case .caller(let continuation) = reply else { return nil }
        return Answer(continuation: continuation, outcome: outcome.mapError { $0.with(query: queryText) })
    }

    /// Answers at once. Never under the engine's lock.
    func finish(_ outcome: Outcome) { answer(outcome)?.deliver() }
}

/// Stands for a request in the hands of the task that made it.
final class RequestToken: Sendable {
    private let cancelled = Atomic<Bool>(false)

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func cancel() { cancelled.store(true, ordering: .releasing) }
}
