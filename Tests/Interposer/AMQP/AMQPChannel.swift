/// What must be remembered of one channel to tell which confirm answers which publish, and what an acknowledged
/// delivery was about.
package struct AMQPChannel: Sendable {
    /// A publish whose frames are still arriving.
    struct Publishing: Sendable {
        var bytes: [UInt8]
        let detail: String
        /// Unknown until the content header has arrived.
        var missing: UInt64?
    }

    private(set) var confirms = false
    private var published: UInt64 = 0
    private var unconfirmed: [UInt64: Int] = [:]
    private var delivered: [UInt64: String] = [:]
    var publishing: Publishing?

    mutating func selectConfirms() { confirms = true }

    /// A publish leaves; its exchange waits for the confirm of the next delivery tag.
    mutating func publish(exchange: Int) {
        guard confirms else { return }
        published += 1
        unconfirmed[published] = exchange
    }

    /// The exchanges that the broker's confirm of `tag` answers.
    mutating func confirm(_ tag: UInt64, multiple: Bool) -> [Int] {
        guard multiple else { return unconfirmed.removeValue(forKey: tag).map { [$0] } ?? [] }
        let tags = unconfirmed.keys.filter { tag == 0 || $0 <= tag }.sorted()
        return tags.compactMap { unconfirmed.removeValue(forKey: $0) }
    }

    mutating func deliver(_ tag: UInt64, routingKey: String) {
        delivered[tag] = routingKey
    }

    /// The routing keys of the deliveries that the service settles, each once, in the order of their delivery.
    mutating func settle(_ tag: UInt64, multiple: Bool) -> String {
        let tags = multiple ? delivered.keys.filter { tag == 0 || $0 <= tag }.sorted() : [tag]
        let keys = tags.compactMap { delivered.removeValue(forKey: $0) }
        var distinct: [String] = []
        for key in keys where !distinct.contains(key) { distinct.append(key) }
        return distinct.joined(separator: "+")
    }
}
