/// Follows the answers to what was sent between two synchronisation points. Pure.
///
/// libpq answers each command with a result and an end mark, and the synchronisation point with a result without an end mark.
/// After an error, the remaining commands are answered as skipped.
struct PipelineReply {
    enum Step: Equatable {
        /// Frees a cached statement.
        case deallocate
        case begin
        case prepare(StatementCache.Key, name: String)
        /// The statement at this place among the caller's.
        case execute(Int)
        case commit
        case rollback
    }

    enum Answer: Equatable {
        case completed
        case failed
        case skipped
        case endOfCommand
        case synchronised
    }

    enum Action: Equatable {
        case none
        case prepared(StatementCache.Key, name: String)
        case keepResult
        case checkCommit
        case keepError
        case finished
        /// The answer does not fit what was sent: the connection can't be trusted any more.
        case outOfStep
    }

    private let steps: [Step]
    private var position = 0
    private var isAnswered = false

    init(steps: [Step]) { self.steps = steps }

    /// The caller's statement that is being answered.
    var statement: Int? {
        guard position < steps.count, case .execute(let index) = steps[position] else { return nil }
        return index
    }

    /// - Parameter answer: nil for one of a kind that this library never asks for, such as COPY's.
    mutating func received(_ answer: Answer?) -> Action {
        switch answer {
        case nil:
            return .outOfStep
        case .synchronised:
            return position == steps.count ? .finished : .outOfStep
        case .endOfCommand:
            guard isAnswered else { return .outOfStep }
            if position < steps.count { position += 1 }
            isAnswered = false
            return .none
        case .failed:
            // The synchronisation point itself can fail: an implicit transaction is committed there.
            isAnswered = true
            return .keepError
        case .skipped:
            isAnswered = true
            return .none
        case .completed:
            guard position < steps.count, !isAnswered else { return .outOfStep }
            isAnswered = true
            return switch steps[position] {
            case .deallocate, .begin, .rollback: .none
            case .prepare(let key, let name): .prepared(key, name: name)
            case .execute: .keepResult
            case .commit: .checkCommit
            }
        }
    }
}
