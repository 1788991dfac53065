import Domain
import Foundation
import HTTPTypes

/// Several calls that travel as one `POST /$batch` (Graph's documentation of JSON batching): all changes, or all reads.
///
/// It holds ``GraphCall``s, so that it can't say anything that a call of its own couldn't: a removal ends in `/$ref` here, too. The items
/// don't depend on one another: Graph carries them out in any order.
struct GraphBatch: Sendable {
    /// The most that one batch may hold.
    static let limit = 20

    struct Item: Sendable {
        /// Unique in the batch; an answer names it.
        let id: String
        let call: GraphCall
        let clientRequestID: String
    }

    let items: [Item]
    /// Whether it could change something.
    let isWrite: Bool
    let purpose: String

    private init(_ calls: [(call: GraphCall, clientRequestID: String)], isWrite: Bool, purpose: String) {
        self.items = calls.enumerated().map { index, item in
            Item(id: "\(index + 1)", call: item.call, clientRequestID: item.clientRequestID)
        }
        self.isWrite = isWrite
        self.purpose = purpose
    }

    var cost: GraphCost { items.reduce(.none) { $0 + $1.call.cost } }

    static func changes(_ changes: [MembershipChange], cloud: String) -> GraphBatch {
        GraphBatch(
            changes.map { change in
                (
                    .change(change.action, user: change.user, group: change.group, cloud: cloud),
                    change.clientRequestID
                )
            }, isWrite: true, purpose: "changing \(changes.count) memberships at once")
    }

    static func memberships(_ questions: [MembershipQuestion]) -> GraphBatch {
        GraphBatch(
            questions.map { question in
                (.membership(of: question.user, in: question.group), UUID().uuidString.lowercased())
            }, isWrite: false, purpose: "reading \(questions.count) memberships at once")
    }

    static func users(_ names: [UserPrincipalName]) -> GraphBatch {
        GraphBatch(
            names.map { (.user($0), UUID().uuidString.lowercased()) }, isWrite: false,
            purpose: "reading \(names.count) users at once")
    }

    /// Reads of any kind.
    static func reads(_ calls: [GraphCall]) -> GraphBatch {
        GraphBatch(
            calls.map { ($0, UUID().uuidString.lowercased()) }, isWrite: false,
            purpose: "reading \(calls.count) things at once")
    }

    /// The body. Each item has its own `client-request-id`, by which Graph's logs find it, and its own priority: Graph throttles each by
    /// itself, and it isn't documented whether the batch's header fields hold for them.
    func body(priority: GraphPriority) -> [UInt8] {
        let requests = items.map { Self.json(of: $0, priority) }.joined(separator: ",")
        return Array(#"{"requests":[\#(requests)]}"#.utf8)
    }

    private static func json(of item: Item, _ priority: GraphPriority) -> String {
        var fields = ["\"client-request-id\":\(JSONText.quoted(item.clientRequestID))"]
        if let priority = priority.headerValue { fields.append("\"x-ms-throttle-priority\":\"\(priority)\"") }
        var body = ""
        if let bytes = item.call.body {
            // Graph refuses a body without it.
            fields.append(#""Content-Type":"application/json""#)
            body = ",\"body\":" + String(decoding: bytes, as: UTF8.self)
        }
        let url = JSONText.quoted(item.call.resource)
        return #"{"id":"\#(item.id)","method":"\#(item.call.method.rawValue)","url":\#(url),"#
            + #""headers":{\#(fields.joined(separator: ","))}\#(body)}"#
    }
}
