public import AMQP
public import Domain
public import Foundation

/// What has happened to a message so far, kept in Landfall's own headers (`x-` headers belong to the broker).
public struct MessageHistory: Hashable, Sendable {
    /// One failed try, or one wait that was asked for.
    public struct Entry: Hashable, Sendable {
        public var at: Date
        public var reason: String
        public var detail: String
        public var instance: String

        public init(at: Date, reason: String, detail: String, instance: String) {
            self.at = at
            self.reason = reason
            self.detail = detail
            self.instance = instance
        }
    }

    /// How many attempts have failed.
    public var attempts: Int
    /// When the message first failed.
    public var firstFailure: Date?
    /// The latest failures, oldest first; bounded, so that a message doesn't grow without end.
    public var entries: [Entry]

    public init(attempts: Int = 0, firstFailure: Date? = nil, entries: [Entry] = []) {
        self.attempts = attempts
        self.firstFailure = firstFailure
        self.entries = entries
    }

    static let maximumEntries = 20

    public func recording(_ failure: Failure, countsAsAttempt: Bool, at now: Date, instance: String) -> MessageHistory {
        var history = self
        if countsAsAttempt { history.attempts += 1 }
        history.firstFailure = firstFailure ?? now
        history.entries.append(
            Entry(at: now, reason: failure.reason.rawValue, detail: failure.detail, instance: instance))
        history.entries = Array(history.entries.suffix(Self.maximumEntries))
        return history
    }
}

extension MessageHistory {
    /// Reads the headers of a message; what isn't readable counts as absent, because anyone can put a message into a queue.
    public init(headers: AMQPTable) {
        self.attempts = Int(clamping: max(headers[MessageHeader.attempt]?.integer ?? 0, 0))
        self.firstFailure = headers[MessageHeader.firstFailure]?.string.flatMap(Timestamp.date(of:))
        self.entries = (headers[MessageHeader.history]?.array ?? []).compactMap { value in
            guard let table = value.table, let at = table["at"]?.string.flatMap(Timestamp.date(of:)),
                let reason = table["reason"]?.string
            else { return nil }
            return Entry(
                at: at, reason: reason, detail: table["detail"]?.string ?? "", instance: table["instance"]?.string ?? ""
            )
        }
    }

    /// The headers that carry it on.
    public func write(to headers: inout AMQPTable) {
        headers[MessageHeader.attempt] = .int64(Int64(attempts))
        headers[MessageHeader.firstFailure] = firstFailure.map { .string(Timestamp.text(of: $0)) }
        headers[MessageHeader.history] = .array(
            entries.map { entry in
                .table([
                    "at": .string(Timestamp.text(of: entry.at)), "reason": .string(entry.reason),
                    "detail": .string(entry.detail),
                    "instance": .string(entry.instance),
                ])
            })
    }
}
