import Foundation
import HTTPTypes
import SimulatorKit

/// A request to Graph that was understood and whose sender is known.
struct GraphCall: Sendable {
    let request: SimulatorRequest
    let route: GraphRoute
    let query: ODataQuery
    let caller: Caller
    let now: Date
    /// The replica that the request landed on.
    let replica: Int?

    /// `ConsistencyLevel: eventual`, without which advanced queries are refused.
    var isEventual: Bool { request.headers[.consistencyLevel]?.lowercased() == "eventual" }

    /// The start of addresses inside the answer.
    var serviceRoot: String { "\(request.baseURL)/v1.0" }

    func context(_ path: String) -> JSONValue { .string("\(serviceRoot)/$metadata#\(path)") }

    /// The body as an object.
    ///
    /// - Throws: What Graph answers to a body that it can't read.
    func object() throws(GraphError) -> JSONObject {
        guard !request.body.isEmpty else {
            throw .badRequest(
                "An unexpected 'EndOfInput' node was found when reading from the JSON reader. "
                    + "A 'StartObject' node was expected.")
        }
        guard request.mediaType == "application/json", let members = (try? request.json())?.object else {
            throw .invalidQuery(
                "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of "
                    + "valid JSON format.")
        }
        return members
    }
}

/// What Graph answers when it does not refuse.
struct GraphReply: Sendable {
    enum Body: Sendable {
        case none
        case json(JSONValue)
        case text(String)
    }

    var status: HTTPResponse.Status = .ok
    var body: Body = .none

    static var noContent: GraphReply { GraphReply(status: .noContent) }

    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> GraphReply {
        GraphReply(status: status, body: .json(value))
    }
}
