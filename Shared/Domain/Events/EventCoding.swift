import Foundation

/// Events as JSON, the form in which they travel and are kept.
///
/// ```json
/// {"id": "…", "type": "run.landed", "version": 1, "ritm": "RITM0010001", "run": "…", "at": "2026-11-23T08:10:00.123Z",
///  "by": {"service": "executor", "instance": "…"}, "trace": "00-…-…-01", "data": {…}}
/// ```
///
/// Fields that this version doesn't know are ignored.
public enum EventCoding {
    public static func encode(_ event: Event) throws(Failure) -> [UInt8] {
        do {
            return try Array(encoder.encode(Envelope(event)))
        } catch {
            throw Failure(.serviceDefect, "an event of type \(event.type.rawValue) could not be written as JSON")
        }
    }

    /// - Throws: ``Failure`` with ``Reason/messageVersionUnknown`` for a type or version that this code doesn't know, and
    ///   ``Reason/messageUnreadable`` for everything else that isn't an event.
    public static func decode(_ bytes: [UInt8]) throws(Failure) -> Event {
        let envelope: Envelope
        do {
            envelope = try decoder.decode(Envelope.self, from: Data(bytes))
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(.messageUnreadable, explain(error))
        }
        guard envelope.event.run != nil || !envelope.event.type.isAboutRun else {
            throw Failure(.messageUnreadable, "the run is missing")
        }
        guard envelope.event.id == envelope.id, envelope.event.ritm == envelope.ritm, envelope.event.run == envelope.run
        else {
            throw Failure(
                .messageUnreadable, "the id, the request item or the run is not that of what the event states")
        }
        return envelope.event
    }

    static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Timestamp.text(of: date))
        }
        return encoder
    }()

    static let decoder: JSONDecoder = {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let container = try decoder.singleValueContainer()
            guard let date = Timestamp.date(of: try container.decode(String.self)) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "not a time such as 2026-11-23T08:10:00.123Z")
            }
            return date
        }
        return decoder
    }()

    /// Says where the JSON is wrong, without repeating what it contains.
    static func explain(_ error: any Error) -> String {
        func path(_ keys: [any CodingKey]) -> String {
            keys.isEmpty
                ? "the message" : keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        }
        // Foundation's own words for a value that no case of an enumeration has quote the value.
        func words(_ text: String) -> String { text.hasPrefix("Cannot initialize") ? "not a known value" : text }
        return switch error {
        case DecodingError.keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "\(path(context.codingPath)) is of another type"
        case DecodingError.dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "the message is not JSON" : "\(path(context.codingPath)): \(words(context.debugDescription))"
        default: "the message can't be read"
        }
    }
}
