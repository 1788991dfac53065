import Crypto

/// Goes along the chain and says where it breaks. Pure.
public struct ChainVerifier: Sendable {
    /// The last entry that was checked.
    public private(set) var position: ChainPosition
    /// How many entries were checked.
    public private(set) var count = 0
    /// How many bodies were reduced: the oldest ones.
    public private(set) var reduced = 0
    private var checkpoints: ArraySlice<Checkpoint>

    /// - Parameter checkpoints: those that have to be met, with good signatures, in any order.
    public init(checkpoints: [Checkpoint] = []) {
        self.position = .beginning
        self.checkpoints = checkpoints.sorted { $0.position.number < $1.position.number }[...]
    }

    /// - Returns: what is wrong with the entry; nil when it follows from those before it.
    public mutating func check(_ entry: ChainEntry) -> ChainBreak? {
        let next = position.number + 1
        guard entry.number == next else {
            return entry.number > next
                ? .missing(from: next, to: entry.number - 1) : .entryChanged(number: entry.number)
        }
        if let body = entry.body {
            guard entry.bytes.suffix(SHA256.byteCount).elementsEqual(SHA256.hash(data: body)) else {
                return .bodyChanged(number: entry.number)
            }
        } else {
            guard reduced == count else { return .reducedOutOfTurn(number: entry.number) }
            reduced += 1
        }
        var hash = SHA256()
        hash.update(data: position.hash)
        hash.update(data: entry.bytes)
        let expected = Array(hash.finalize())
        guard entry.hash == expected else { return .entryChanged(number: entry.number) }
        while let checkpoint = checkpoints.first, checkpoint.position.number == entry.number {
            guard checkpoint.position.hash == expected else { return .rewritten(checkpoint: entry.number) }
            checkpoints.removeFirst()
        }
        position = ChainPosition(number: entry.number, hash: expected)
        count += 1
        return nil
    }

    /// What is wrong with the end, once there are no more entries.
    ///
    /// - Parameter head: what the database has noted as the last entry.
    public func end(head: ChainPosition?) -> ChainBreak? {
        if let last = checkpoints.last {
            return .cut(last: position.number, checkpoint: last.position.number)
        }
        guard let head, head != position else { return nil }
        return .headMoved(last: position.number, head: head.number)
    }
}
