import Domain
import Foundation

/// What comes of it that a person has resolved or closed an incident, where that means Retry. Pure.
struct IncidentClosing: Hashable, Sendable {
    enum Answer: Hashable, Sendable {
        /// The run is to be carried out once more: that start of it.
        case retry(start: Int)
        /// It can't be said yet.
        case wait
        /// It is answered, or nothing was asked by it.
        case over
        /// It is not carried out once more; in a sentence.
        case refuse(String)
    }

    /// What is known of the incident itself.
    struct Standing: Hashable, Sendable {
        /// What the incident tells of: the ids of events.
        var told: Set<UUID>
        /// The start that was asked for because somebody closed the incident before.
        var asked: Int?
        /// Whether it was closed while nobody looked for a long time: then what was meant by it is no longer known.
        var isStale: Bool
    }

    /// The latest failure of the run; nil when it has had none.
    let failure: IncidentTrouble?
    let answer: Answer

    /// - Parameters:
    ///   - key: what the incident is about.
    ///   - known: what is on record of the request, in any order.
    ///   - story: that of the run; nil where nobody can read any more what it was to do.
    ///   - orders: all of the run.
    init(of key: IncidentKey, _ standing: Standing, known: [Event], story: RunStory?, orders: [OperatorOrder]) {
        let failures = known.compactMap(IncidentTrouble.init).compactMap { trouble -> (IncidentTrouble, start: Int)? in
            guard case .run(let start) = trouble.matter, trouble.key == key else { return nil }
            return (trouble, start)
        }
        guard let (failure, start) = failures.max(by: { $0.start < $1.start }) else {
            (self.failure, answer) = (nil, .over)
            return
        }
        self.failure = failure
        guard standing.told.contains(failure.event.id) else {
            // It is still to be told, which opens the incident again: who closed it can't have meant this failure.
            answer = standing.isStale || known.contains { failure.isOver(by: $0) } ? .over : .wait
            return
        }
        guard let story else {
            answer = .refuse("What the run was to do can’t be read any more.")
            return
        }
        answer = Self.answer(to: start, standing, story, orders)
    }

    private static func answer(
        to failed: Int, _ standing: Standing, _ story: RunStory, _ orders: [OperatorOrder]
    ) -> Answer {
        let isAsked = standing.asked == failed + 1
        if isAsked, let latest = story.latest, latest.number > failed { return .over }
        let verdict = OrderVerdict(.retry, of: story, orders: orders)
        switch verdict {
        case .refused(let sentence), .impossible(let sentence): return .refuse(sentence)
        case .opposed(let order): return .refuse(OperatorWords.standing(order))
        // Asked for before, by this or by an operator: twice is once.
        case .standing: return isAsked && !standing.isStale ? .wait : .over
        case .free where standing.isStale: return .refuse("It was closed while nobody was watching.")
        // A later start has failed as well, and that is still to be told.
        case .free where story.nextStart != failed + 1: return .wait
        case .free: return .retry(start: failed + 1)
        }
    }
}
