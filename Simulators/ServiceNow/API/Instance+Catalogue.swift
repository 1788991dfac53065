import HTTPTypes
import OrderedCollections
import SimulatorKit

/// The Service Catalog API: ordering one item now.
extension Instance {
    /// Answers with the request, not with the item that was made in it.
    mutating func orderNow(_ item: String, _ session: APISession) throws(Refusal) -> SimulatorResponse {
        let body: JSONValue
        do {
            body = session.request.body.isEmpty ? .object([:]) : try session.request.json()
        } catch {
            throw Refusal(400, "Exception while reading request", "\(error)")
        }
        let quantity = body["sysparm_quantity"].flatMap { $0.integer ?? $0.string.flatMap { Int($0) } }
        guard let quantity, quantity > 0 else { throw Refusal(400, "Invalid quantity", "sysparm_quantity is required") }
        let ordered = try place(
            Order(
                item: item, requestedFor: body["sysparm_requested_for"]?.string ?? session.caller.userID,
                openedBy: session.caller.userID, quantity: quantity, variables: body["variables"]?.object ?? [:]),
            now: session.now)
        let id = JSONValue.string(database.value("sys_id", of: ordered.request))
        let number = JSONValue.string(database.value("number", of: ordered.request))
        return .json(
            [
                "result": [
                    "sys_id": id, "number": number, "request_number": number, "request_id": id, "table": "sc_request",
                ]
            ], headers: [.contentType: SimulatorResponse.jsonType])
    }
}
