import Foundation
import HTTPTypes
import SimulatorKit

/// Which resource a request is about, and what is to be done with it.
struct RESTCall: Sendable, Equatable {
    enum Resource: Sendable, Equatable {
        /// Version 1 answers an empty page with 404.
        case table(String, isVersion1: Bool)
        case record(table: String, sysID: String)
        case orderNow(item: String)
    }

    let method: HTTPRequest.Method
    let resource: Resource

    /// What the API is called in `sys_rate_limit_rules` and in the body of a 429.
    var api: String {
        if case .orderNow = resource { return "Service Catalog API" }
        return "Table API"
    }

    /// - Throws: `Refusal` for a path that is nothing, and for a write without the headers that it needs.
    init(_ request: SimulatorRequest) throws(Refusal) {
        method =
            request.headers[.methodOverride].flatMap { HTTPRequest.Method($0.uppercased()) } ?? request.method
        resource = try Self.resource(request.segments)
        guard method != .get else { return }
        // The documentation asks for Content-Type on DELETE as well; PySNC sends none, and its deletes work.
        guard request.headers[.accept] != nil, method == .delete || request.headers[.contentType] != nil else {
            throw Refusal(400, "Bad Request", "Accept and Content-Type headers are required")
        }
        guard request.body.isEmpty || request.mediaType == "application/json" else {
            throw Refusal(415, "Unsupported Media Type")
        }
    }

    private static func resource(_ segments: [String]) throws(Refusal) -> Resource {
        guard segments.first == "api" else { throw .noResource }
        var parts = segments.dropFirst()
        switch parts.popFirst() {
        case "now":
            var version: String?
            if let first = parts.first, first != "table" {
                version = first
                parts = parts.dropFirst()
            }
            guard version == nil || version == "v1" || version == "v2", parts.popFirst() == "table" else {
                throw .noResource
            }
            let rest = Array(parts)
            switch rest.count {
            case 1: return .table(rest[0], isVersion1: version == "v1")
            case 2: return .record(table: rest[0], sysID: rest[1])
            default: throw .noResource
            }
        case "sn_sc":
            if let first = parts.first, first == "v1" { parts = parts.dropFirst() }
            let rest = Array(parts)
            guard rest.count == 4, rest[0] == "servicecatalog", rest[1] == "items", rest[3] == "order_now" else {
                throw .noResource
            }
            return .orderNow(item: rest[2])
        default: throw .noResource
        }
    }
}
