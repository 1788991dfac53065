import Foundation
import HTTPTypes
import OrderedCollections
import Synchronization

/// Every request that a simulator saw, the newest of them kept. Bodies, headers and, unless the simulator says that
/// they are harmless, queries are left out, because they hold secrets. The one header that is kept, `client-request-id`, is
/// there to be looked for in logs.
public final class RequestLog: Sendable {
    private struct Entry {
        let at: Date
        let requestID: String
        let method: String
        let path: String
        let query: String?
        let batchID: String?
        let clientRequestID: String?
        var status: Int?
        var isClosed = false

        func json(number: Int) -> JSONValue {
            var members: JSONObject = [
                "seq": .integer(number), "at": .string(Timestamp(at).iso8601), "request_id": .string(requestID),
                "method": .string(method), "path": .string(path),
                "status": status.map(JSONValue.integer) ?? .null,
            ]
            if let query { members["query"] = .string(query) }
            if let clientRequestID { members["client_request_id"] = .string(clientRequestID) }
            if let batchID { members["batch_request_id"] = .string(batchID) }
            if isClosed { members["closed"] = true }
            return .object(members)
        }
    }

    private struct State {
        var log: BoundedLog<Entry>
        /// Requests that are not answered yet.
        var underWay = 0
        var mostAtATime = 0
    }

    private let state: Mutex<State>

    public init(capacity: Int = 50_000) {
        state = Mutex(State(log: BoundedLog(capacity: capacity)))
    }

    /// The most requests that were ever under way at the same time, those in batches counted one by one.
    public var mostAtATime: Int { state.withLock(\.mostAtATime) }

    /// Records that a request arrived, and returns its number for ``finish(_:with:)``.
    ///
    /// - Parameters:
    ///   - query: The query, if it can hold no secret.
    ///   - batchID: The id of the request that this one was a part of.
    public func begin(_ request: SimulatorRequest, query: String? = nil, batchID: String? = nil) -> Int {
        let entry = Entry(
            at: request.receivedAt, requestID: request.id, method: request.method.rawValue, path: request.path,
            query: query, batchID: batchID,
            clientRequestID: HTTPField.Name("client-request-id").flatMap { request.headers[$0] })
        return state.withLock { state in
            state.underWay += 1
            state.mostAtATime = max(state.mostAtATime, state.underWay)
            return state.log.append(entry)
        }
    }

    /// Records how a request was answered. Until then its status is null.
    public func finish(_ number: Int, with response: SimulatorResponse) {
        state.withLock { state in
            state.underWay -= 1
            state.log.update(number) { entry in
                if response.closesConnection {
                    entry.isClosed = true
                } else {
                    entry.status = response.status.code
                }
            }
        }
    }

    func json(after number: Int) -> (entries: JSONValue, dropped: Int) {
        let (entries, dropped) = state.withLock { ($0.log.entries(after: number), $0.log.droppedCount) }
        return (.array(entries.map { $0.entry.json(number: $0.number) }), dropped)
    }

    var count: Int { state.withLock { $0.log.totalCount } }

    /// Those that are under way stay so, and are the most at a time from now on.
    func removeAll() {
        state.withLock { state in
            state.log.removeAll()
            state.mostAtATime = state.underWay
        }
    }
}
