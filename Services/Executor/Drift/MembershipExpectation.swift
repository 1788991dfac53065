import Domain
import Foundation

/// How a membership should stand by what Landfall has last settled on it. Pure.
///
/// The operation with the last word decides, whoever made the change that it proved: an access that was there before us let the ticket land
/// as well, so it is watched, too. What Landfall has no word on isn't.
enum MembershipExpectation: Hashable, Sendable {
    /// There is no last word: nothing was settled, or a run is stuck with what it could not take back, of which people know.
    case unknown
    /// An operation is at work on it, or a call may still have its effect: what is read now tells nothing.
    case underWay
    /// The person is to be a member, by this operation.
    case present(Word)
    /// The person is to be none, by this operation.
    case absent(Word)
    /// The access ended then. It may be there for a while longer: it is removed, not switched off.
    case ended(Word, at: Date)

    /// The operation with the last word, in the version that has it.
    struct Word: Hashable, Sendable {
        var key: OperationKey
        var version: Int64
    }

    /// - Parameters:
    ///   - patience: for how long after an access's end nobody wonders that its removal is under way, in seconds.
    init(_ history: MembershipHistory, at now: Date, patience: TimeInterval) {
        let isLate = history.dueAt.map { now.timeIntervalSince($0) > patience } ?? false
        // A removal that doesn't come to its end would hide for ever that the access is still there.
        let entries = history.entries.filter { !($0.isEnd && isLate && $0.state != .verified) }
        guard !entries.contains(where: { $0.isAtWork || $0.isUnclear }) else {
            self = .underWay
            return
        }
        self = Self.settled(entries.sorted { $0.version > $1.version }, history.dueAt, now)
    }

    private static func settled(
        _ entries: [MembershipHistory.Entry], _ dueAt: Date?, _ now: Date
    ) -> MembershipExpectation {
        for entry in entries {
            let word = Word(key: entry.key, version: entry.version)
            switch (entry.state, entry.key.action, entry.direction) {
            // A run that has turned back has settled nothing, also where it found something in place.
            case (.verified, _, .back): continue
            case (.verified, .remove, .forward): return .absent(word)
            case (.verified, .add, .forward):
                if let dueAt, dueAt <= now { return .ended(word, at: dueAt) }
                return .present(word)
            case (.reverted, .add, _): return .absent(word)
            // What was so before is so again, by whatever has the word then.
            case (.reverted, .remove, _): continue
            case (.reverting, _, _): return .unknown
            case (.planned, _, _), (.refused, _, _), (.satisfied, _, _), (.intended, _, _), (.applied, _, _): continue
            }
        }
        return .unknown
    }

    /// What has the last word; nil where nothing has.
    var word: Word? {
        switch self {
        case .unknown, .underWay: nil
        case .present(let word), .absent(let word), .ended(let word, _): word
        }
    }

    /// When the access ended; nil where it has not, or is to be gone anyway.
    var end: Date? {
        switch self {
        case .unknown, .underWay, .present, .absent: nil
        case .ended(_, let end): end
        }
    }

    /// What a read says beside this; nil: it is in order, or can't be said.
    ///
    /// - Parameter patience: for how long an access may outlive its end, in seconds.
    func finding(isMember: Bool, at now: Date, patience: TimeInterval) -> DriftFinding? {
        switch self {
        case .unknown, .underWay: nil
        case .present(let word): isMember ? nil : DriftFinding(.removedOutside, word)
        case .absent(let word): isMember ? DriftFinding(.addedOutside, word) : nil
        case .ended(let word, let end):
            isMember && now.timeIntervalSince(end) > patience ? DriftFinding(.overdue, word) : nil
        }
    }
}

/// What is not as it should be, and by which word. The same word with the same kind is the same drift.
struct DriftFinding: Hashable, Sendable {
    var kind: DriftKind
    var version: Int64

    init(_ kind: DriftKind, _ word: MembershipExpectation.Word) { self.init(kind, version: word.version) }

    init(_ kind: DriftKind, version: Int64) {
        self.kind = kind
        self.version = version
    }
}

extension MembershipHistory.Entry {
    /// Whether it is about to change the membership, or to rely on it.
    fileprivate var isAtWork: Bool {
        switch state {
        case .satisfied, .intended, .applied: true
        // One that Graph refuses to take back stands so when its run has ended.
        case .reverting: !hasEnded
        // Proved, but its run may still take it back.
        case .verified, .reverted: !hasEnded
        case .planned, .refused: false
        }
    }
}
