import Domain
import Foundation

/// Whether an operator may ask for something now, and what is so if not. Pure.
///
/// The Executor decides for real, by its ledger: this keeps people from asking for what it would refuse, and from asking twice.
enum OrderVerdict: Hashable, Sendable {
    /// It can be asked for.
    case free
    /// It was asked for, and stands.
    case standing(OperatorOrder)
    /// The opposite was asked for.
    case opposed(OperatorOrder)
    /// It was asked for, and the Executor has refused it; in a sentence.
    case refused(String)
    /// It can't be asked for; in a sentence.
    case impossible(String)

    /// - Parameter orders: all of the run.
    init(_ kind: OperatorOrder.Kind, of story: RunStory, orders: [OperatorOrder]) {
        let current = orders.filter { $0.start == story.nextStart && $0.standing != .lapsed }
        let refused = story.refusedKinds
        if refused.contains(kind) {
            self = .refused(Self.refusal(kind, of: story))
        } else if let same = current.first(where: { $0.kind == kind }) {
            self = .standing(same)
        } else if let opposite = current.first(where: {
            $0.kind != kind && $0.standing == .ordered && !refused.contains($0.kind)
        }) {
            self = .opposed(opposite)
        } else if let sentence = Self.obstacle(kind, to: story) {
            self = .impossible(sentence)
        } else {
            self = .free
        }
    }

    private static func obstacle(_ kind: OperatorOrder.Kind, to story: RunStory) -> String? {
        guard story.approval != nil else { return "Nobody has approved it yet." }
        switch kind {
        case .retry:
            guard case .refuse(let refusal) = story.retryDecision else { return nil }
            return OperatorWords.sentence(refusal)
        case .rollback:
            guard case .refuse(let refusal) = story.rollbackDecision else { return nil }
            return OperatorWords.sentence(refusal)
        }
    }

    private static func refusal(_ kind: OperatorOrder.Kind, of story: RunStory) -> String {
        switch kind {
        case .retry: story.refusedRetries[story.nextStart].map(OperatorWords.sentence) ?? ""
        case .rollback: story.refusedRollbacks[story.nextStart].map(OperatorWords.sentence) ?? ""
        }
    }
}
