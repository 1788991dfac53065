import Foundation

/// Records as they are kept: JSON, written as events are, with times such as `2026-11-23T08:10:00.123Z`.
extension DecisionRecord {
    /// - Throws: ``Failure`` with ``Reason/serviceDefect``.
    public func json() throws(Failure) -> [UInt8] {
        do {
            return try Array(EventCoding.encoder.encode(self))
        } catch {
            throw Failure(.serviceDefect, "the record of a decision could not be written as JSON")
        }
    }

    /// - Throws: ``Failure`` with ``Reason/messageUnreadable`` for what isn't a record.
    public init(json: [UInt8]) throws(Failure) {
        do {
            self = try EventCoding.decoder.decode(DecisionRecord.self, from: Data(json))
        } catch {
            throw Failure(.messageUnreadable, "the record of a decision: \(EventCoding.explain(error))")
        }
    }
}
