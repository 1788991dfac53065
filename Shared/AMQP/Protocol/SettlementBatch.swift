/// Turns the settlements of one channel into few methods: acknowledgements of everything up to a delivery become one
/// with `multiple`. Pure.
struct SettlementBatch {
    /// Delivered, and not settled on the wire. As many as the prefetch at most.
    private var open: Set<UInt64> = []
    private var acknowledged: [UInt64] = []
    private var rejected: [(tag: UInt64, requeue: Bool)] = []

    var isEmpty: Bool { acknowledged.isEmpty && rejected.isEmpty }

    mutating func delivered(_ tag: UInt64) { open.insert(tag) }

    mutating func add(_ tag: UInt64, _ outcome: SettlementOutcome) {
        guard open.remove(tag) != nil else { return }
        switch outcome {
        case .acknowledged: acknowledged.append(tag)
        case .requeued: rejected.append((tag, true))
        case .rejected: rejected.append((tag, false))
        }
    }

    /// What to send now. Rejections go first, so that an acknowledgement of a range never takes one of them along.
    mutating func flush() -> [BrokerMethod] {
        guard !isEmpty else { return [] }
        var methods = rejected.map { BrokerMethod.reject(tag: $0.tag, requeue: $0.requeue) }
        let oldestOpen = open.min() ?? .max
        var upTo: UInt64?
        for tag in acknowledged {
            if tag < oldestOpen {
                upTo = max(upTo ?? 0, tag)
            } else {
                methods.append(.acknowledge(tag: tag, upTo: false))
            }
        }
        if let upTo { methods.append(.acknowledge(tag: upTo, upTo: true)) }
        acknowledged.removeAll(keepingCapacity: true)
        rejected.removeAll(keepingCapacity: true)
        return methods
    }
}
