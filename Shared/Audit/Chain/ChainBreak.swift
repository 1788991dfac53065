/// Where, and how, the audit trail is not what it was.
public enum ChainBreak: Hashable, Sendable {
    /// The body isn't the one that was recorded.
    case bodyChanged(number: Int64)
    /// Personal data was taken out of it, but not out of an older one: that isn't how it is done.
    case reducedOutOfTurn(number: Int64)
    /// A column isn't as it was recorded, or the entry before it was replaced together with its hash.
    case entryChanged(number: Int64)
    /// Entries are missing before this one.
    case missing(from: Int64, to: Int64)
    /// The trail ends before a signed checkpoint.
    case cut(last: Int64, checkpoint: Int64)
    /// The trail is consistent in itself, but not what was signed: it was written anew.
    case rewritten(checkpoint: Int64)
    /// A checkpoint that isn't signed by the key.
    case badSignature(checkpoint: Int64)
    /// The database's own note of where the chain ends is not where it ends.
    case headMoved(last: Int64, head: Int64)

    /// The first entry that can't be relied on any more.
    public var number: Int64 {
        switch self {
        case .bodyChanged(let number), .reducedOutOfTurn(let number), .entryChanged(let number): number
        case .missing(let from, _): from
        case .cut(let last, _): last + 1
        case .rewritten(let checkpoint), .badSignature(let checkpoint): checkpoint
        case .headMoved(let last, let head): min(last, head) + 1
        }
    }
}

extension ChainBreak: CustomStringConvertible {
    public var description: String {
        switch self {
        case .bodyChanged(let number): "entry \(number): its body is not the one that was recorded"
        case .reducedOutOfTurn(let number):
            "entry \(number): its body was taken for reduced, though an older entry's is whole"
        case .entryChanged(let number): "entry \(number): it is not as it was recorded"
        case .missing(let from, let to):
            from == to ? "entry \(from) is missing" : "entries \(from) to \(to) are missing"
        case .cut(let last, let checkpoint):
            "the trail ends with entry \(last), but entry \(checkpoint) was signed: the end is cut off"
        case .rewritten(let checkpoint):
            "entry \(checkpoint) is not the one that was signed: the trail was written anew up to there"
        case .badSignature(let checkpoint): "the checkpoint of entry \(checkpoint) is not signed by this key"
        case .headMoved(let last, let head):
            "the trail ends with entry \(last), but the database noted entry \(head) as its last"
        }
    }
}
