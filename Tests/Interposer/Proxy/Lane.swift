/// One direction of a link: what arrived and waits for its time, and what is on its way out.
struct Lane {
    /// Enough for any message of the tests; a faster sender waits.
    private static let limit = 8 << 20

    private var inbox: [(due: ContinuousClock.Instant, bytes: [UInt8])] = []
    private var outbox: [UInt8] = []
    private var sent = 0
    /// The source will send nothing more.
    var sourceEnded = false
    /// The sink has been told that nothing more comes.
    var sinkTold = false

    var isIdle: Bool { inbox.isEmpty && !hasOutgoing }
    var hasOutgoing: Bool { sent < outbox.count }
    var isFull: Bool { outbox.count - sent > Self.limit || inbox.count > 1024 }
    var nextDue: ContinuousClock.Instant? { inbox.first?.due }

    mutating func arrive(_ bytes: [UInt8], due: ContinuousClock.Instant) {
        inbox.append((due, bytes))
    }

    /// What has waited long enough.
    mutating func takeDue(at now: ContinuousClock.Instant) -> [[UInt8]] {
        let due = inbox.prefix { $0.due <= now }.map(\.bytes)
        inbox.removeFirst(due.count)
        return due
    }

    mutating func send(_ bytes: [UInt8]) {
        outbox += bytes
    }

    /// Writes what can be written. False when the sink is broken.
    mutating func flush(to descriptor: Int32) -> Bool {
        while hasOutgoing {
            switch Socket.send(descriptor, outbox[sent...]) {
            case .some(let count): sent += count
            case .nothingYet: return true
            case .broken: return false
            }
        }
        outbox.removeAll(keepingCapacity: true)
        sent = 0
        return true
    }

    mutating func discardIncoming() { inbox = [] }

    mutating func discardOutgoing() {
        outbox = []
        sent = 0
    }
}
