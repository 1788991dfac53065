public import Foundation
public import OrderedCollections
import Synchronization

/// What really happened: every write that took effect, in the order in which it did.
///
/// A simulator appends at the place where it changes its state, and nowhere else. So the journal is a witness that is
/// independent of what any client believes, or was told.
public final class Journal: Sendable {
    /// One write that took effect.
    public struct Entry: Sendable, Hashable {
        public let at: Date
        /// The request that wrote; nil if the simulator did so by itself, as a flow or a timer does.
        public let requestID: String?
        /// What happened, as a short fixed name such as `member.added`.
        public let effect: String
        /// The ids that the write touched and whatever else tells it apart, by name.
        public let details: JSONObject

        public init(at: Date, requestID: String?, effect: String, details: JSONObject) {
            self.at = at
            self.requestID = requestID
            self.effect = effect
            self.details = details
        }

        func json(number: Int) -> JSONValue {
            var members: JSONObject = [
                "seq": .integer(number), "at": .string(Timestamp(at).iso8601), "request_id": .optional(requestID),
                "effect": .string(effect),
            ]
            members.merge(details) { own, _ in own }
            return .object(members)
        }
    }

    private let log: Mutex<BoundedLog<Entry>>

    /// - Parameter capacity: How many entries are kept. A witness should forget nothing: the bound is there for runs
    ///   that nobody looks at.
    public init(capacity: Int = 1_000_000) {
        log = Mutex(BoundedLog(capacity: capacity))
    }

    /// Records a write. Call it under the same lock that guards the state which the write changed, so that the order
    /// here is the order of the effects.
    public func append(at: Date, requestID: String?, effect: String, details: JSONObject) {
        let entry = Entry(at: at, requestID: requestID, effect: effect, details: details)
        log.withLock { log in _ = log.append(entry) }
    }

    /// All entries that are kept, oldest first.
    public var entries: [Entry] { log.withLock { $0.entries(after: 0).map(\.entry) } }

    func json(after number: Int) -> (entries: JSONValue, dropped: Int) {
        let (entries, dropped) = log.withLock { ($0.entries(after: number), $0.droppedCount) }
        return (.array(entries.map { $0.entry.json(number: $0.number) }), dropped)
    }

    var count: Int { log.withLock { $0.totalCount } }

    func removeAll() { log.withLock { $0.removeAll() } }
}
