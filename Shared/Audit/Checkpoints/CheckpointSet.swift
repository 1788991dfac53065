/// Checkpoints that were found, sorted out by the keys that are trusted. Pure.
public struct CheckpointSet: Sendable {
    /// Those with a good signature.
    public private(set) var signed: Set<Checkpoint> = []
    /// Those that name a trusted key, and aren't signed by it.
    public private(set) var forged: Set<Checkpoint> = []
    /// Those of other keys, which prove nothing.
    public private(set) var foreign: Set<Checkpoint> = []

    /// - Parameter keys: the trusted ones: more than one where the key was replaced.
    public init(_ checkpoints: some Sequence<Checkpoint>, keys: [CheckpointVerifyingKey]) {
        for checkpoint in checkpoints {
            let named = keys.filter { $0.id == checkpoint.key }
            if named.isEmpty {
                foreign.insert(checkpoint)
            } else if named.contains(where: { $0.isSigned(checkpoint) }) {
                signed.insert(checkpoint)
            } else {
                forged.insert(checkpoint)
            }
        }
    }

    /// The one that covers most.
    public var last: Checkpoint? { signed.max { $0.position.number < $1.position.number } }
}
