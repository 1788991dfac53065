import Domain
import Foundation

extension Landscape {
    /// Somebody who operates Landfall asks for a request's run to be carried out once more.
    func retry(_ request: Request, start: Int = 2) async throws {
        let approved = try await broker.peek(Broker.witness).first { message in
            message.routingKey == EventType.requestApproved.rawValue
                && message.header("landfall-ritm").string == request.ritm
        }
        guard let approved else { throw HarnessError("\(request.ritm) was never approved") }
        let approval = try EventCoding.decode(Array(approved.payload))
        guard case .requestApproved(let fact) = approval.fact else {
            throw HarnessError("what came as the approval of \(request.ritm) is \(approval.type)")
        }
        let retry = RunRetry(
            start: start, askedBy: "Olga Orlova", askedAt: Date(), reason: "the group takes people again")
        let event = Event(
            .retryRequested(RetryRequested(plan: fact.plan, approval: fact.approval, retry: retry)), at: Date(),
            by: Origin(service: "auditor", instance: "test"), trace: approval.trace)
        var properties = approved.properties.object ?? [:]
        properties["message_id"] = .string(event.id.uuidString.lowercased())
        try await broker.publish(
            Broker.Message(
                routingKey: event.type.rawValue, properties: .object(properties),
                payload: Data(try EventCoding.encode(event))))
    }
}
