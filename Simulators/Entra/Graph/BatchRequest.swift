import HTTPTypes
import OrderedCollections
import SimulatorKit

/// The body of a `$batch`, checked as a whole. Pure.
struct BatchRequest: Sendable {
    static let limit = 20

    struct Step: Sendable {
        let id: String
        let method: HTTPRequest.Method
        /// Relative to `/v1.0`, with a slash in front.
        let url: String
        let headers: HTTPFields
        let body: [UInt8]
        let dependsOn: [String]
    }

    /// In an order in which every step comes after those that it depends on.
    let steps: [Step]

    /// - Throws: A refusal of the whole batch.
    init(_ json: JSONValue?) throws(GraphError) {
        guard let requests = json?["requests"]?.array else { throw .invalidQuery("Invalid batch payload format.") }
        guard requests.count <= Self.limit else {
            throw GraphError(
                .badRequest, "MaximumValueExceeded",
                "Number of batch request steps exceeds the maximum value of \(Self.limit).")
        }
        guard !requests.isEmpty else { throw .invalidQuery("Invalid batch payload format.") }
        var steps: [Step] = []
        for request in requests { steps.append(try Self.step(request)) }
        guard Set(steps.map { $0.id.lowercased() }).count == steps.count else {
            throw .invalidQuery("Request Id values must be unique within a batch.")
        }
        self.steps = try Self.ordered(steps)
    }

    private static func step(_ json: JSONValue) throws(GraphError) -> Step {
        guard let id = json["id"]?.string, !id.isEmpty, let name = json["method"]?.string,
            let method = HTTPRequest.Method(name.uppercased()), let url = json["url"]?.string, !url.isEmpty,
            !url.contains("://")
        else { throw .invalidQuery("Invalid batch payload format.") }
        var headers: HTTPFields = [:]
        for (name, value) in json["headers"]?.object ?? [:] {
            guard let field = HTTPField.Name(name), let text = value.string else {
                throw .invalidQuery("Invalid batch payload format.")
            }
            headers[field] = text
        }
        let body = json["body"].flatMap { $0.isNull ? nil : $0 }
        if [.post, .patch, .put].contains(method), (body == nil) != (headers[.contentType] == nil) {
            throw .invalidQuery("Write request id : \(id) does not contain Content-Type header or body.")
        }
        return Step(
            id: id, method: method, url: url.hasPrefix("/") ? url : "/\(url)", headers: headers,
            body: body?.serialized ?? [], dependsOn: json["dependsOn"]?.strings ?? [])
    }

    private static func ordered(_ steps: [Step]) throws(GraphError) -> [Step] {
        var ordered: [Step] = []
        var done: Set<String> = []
        var waiting = steps
        while !waiting.isEmpty {
            let ready = waiting.filter { $0.dependsOn.allSatisfy { done.contains($0.lowercased()) } }
            guard !ready.isEmpty else {
                throw .invalidQuery("Invalid batch payload format: 'dependsOn' names no other request, or itself.")
            }
            ordered += ready
            done.formUnion(ready.map { $0.id.lowercased() })
            waiting.removeAll { done.contains($0.id.lowercased()) }
        }
        return ordered
    }
}
