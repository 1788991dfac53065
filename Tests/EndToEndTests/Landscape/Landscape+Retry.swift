import Domain
import Foundation

extension Landscape {
    /// Somebody who operates Landfall asks for a request's run to be carried out once more.
    func retry(_ request: Request, start: Int = 2) async throws {
        try await broker.publish(try await retry(of: request.ritm, start: start))
    }

    /// The message by which that is asked for, with the plan and the approval that are on record.
    func retry(of ritm: String, start: Int) async throws -> Broker.Message {
        let query = """
            SELECT convert_from(body, 'UTF8') FROM audit.events WHERE ritm = '\(ritm)' AND type = 'request.approved' LIMIT 1;
            """
        guard let text = try await database.rows(query).first?.first else {
            throw HarnessError("no approval of \(ritm) is in the audit")
        }
        let approval = try EventCoding.decode(Array(text.utf8))
        guard case .requestApproved(let fact) = approval.fact else {
            throw HarnessError("what is in the audit as the approval of \(ritm) is \(approval.type)")
        }
        let retry = RunRetry(start: start, askedBy: "Olga Orlova", askedAt: Date(), reason: "it may work by now")
        let event = Event(
            .retryRequested(RetryRequested(plan: fact.plan, approval: fact.approval, retry: retry)), at: Date(),
            by: Origin(service: "auditor", instance: "test"), trace: approval.trace)
        return Broker.Message(
            routingKey: event.type.rawValue,
            properties: [
                "content_type": "application/json", "message_id": .string(event.id.uuidString.lowercased()),
                "headers": ["landfall-ritm": .string(ritm)],
            ], payload: Data(try EventCoding.encode(event)))
    }
}
