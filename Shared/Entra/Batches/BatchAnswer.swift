import Domain
import Foundation
import HTTPTypes

/// What Graph answered to a ``GraphBatch``: each item's own answer, or one for the batch as a whole. Pure.
struct BatchAnswer: Sendable {
    /// What is known of one item.
    enum Part: Sendable {
        case answered(GraphAnswer)
        /// The answer speaks of the others and not of this one.
        case missing
        /// It speaks of it twice, or without a status: there is no telling what became of it.
        case unreadable
    }

    /// The answer that came, around those of the items.
    let outer: GraphAnswer
    /// In the order in which they were asked; nil if the answer isn't one to a batch's items.
    private(set) var parts: [Part]?

    /// Answers come in any order, and name what they answer. Those to something that wasn't asked are left aside.
    ///
    /// Both 200 and 424 carry them: a batch in which something was throttled "succeeds with a status code of 200" by the newer
    /// documentation, and "fails with a status code of 424" by the older one.
    init(_ outer: GraphAnswer, to batch: GraphBatch, now: Date) {
        self.outer = outer
        guard outer.status == 200 || outer.status == 424, let responses = Self.responses(in: outer.body) else {
            self.parts = nil
            return
        }
        self.parts = batch.items.map { item in
            let own = responses.filter { $0["id"] as? String == item.id }
            guard let response = own.first else { return .missing }
            guard own.count == 1, let answer = Self.answer(response, to: item, in: outer, now) else {
                return .unreadable
            }
            return .answered(answer)
        }
    }

    /// Changes the answers that can be read.
    ///
    /// - Parameter change: gets the item's number, too.
    mutating func change(_ change: (Int, inout GraphAnswer) -> Void) {
        parts = parts?.enumerated().map { index, part in
            guard case .answered(var answer) = part else { return part }
            change(index, &answer)
            return .answered(answer)
        }
    }

    /// The answers that can be read.
    var answers: [GraphAnswer] {
        (parts ?? []).compactMap { part in
            if case .answered(let answer) = part { answer } else { nil }
        }
    }

    private static func responses(in body: [UInt8]) -> [[String: Any]]? {
        let reply = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
        return (reply?["responses"] as? [Any])?.compactMap { $0 as? [String: Any] }
    }

    private static func answer(
        _ response: [String: Any], to item: GraphBatch.Item, in outer: GraphAnswer, _ now: Date
    ) -> GraphAnswer? {
        guard let status = response["status"] as? Int, (100...599).contains(status) else { return nil }
        var fields = HTTPFields()
        for (name, value) in response["headers"] as? [String: Any] ?? [:] {
            guard let name = HTTPField.Name(name), let text = text(value) else { continue }
            fields.append(HTTPField(name: name, value: text))
        }
        // What a `Retry-After` that is a date is compared with.
        if fields[.date] == nil { fields[.date] = outer.headerFields[.date] }
        return GraphAnswer(
            status: status, headerFields: fields, body: body(response["body"]),
            clientRequestID: item.clientRequestID, requestDigest: item.call.digest, now: now)
    }

    private static func text(_ value: Any) -> String? {
        value as? String ?? (value as? Double).map { "\($0)" }
    }

    /// As it would have come by itself. What isn't JSON comes as a text in Base64, which is no answer to any call of ours.
    private static func body(_ value: Any?) -> [UInt8] {
        guard let value, !(value is NSNull),
            let data = try? JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed, .sortedKeys])
        else { return [] }
        return Array(data)
    }
}
