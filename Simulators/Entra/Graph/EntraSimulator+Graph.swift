import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit
import Synchronization

/// The way of a request to Graph: who asks, what for, may they, and the answer in Graph's dress.
extension EntraSimulator {
    func respondAsGraph(to request: SimulatorRequest) async -> SimulatorResponse {
        if request.segments.count == 2, request.segments[1].lowercased() == "$batch" {
            return await respondToBatch(request)
        }
        return answer(request)
    }

    /// Answers a single request, on its own or out of a batch.
    func answer(_ request: SimulatorRequest) -> SimulatorResponse {
        do throws(GraphError) {
            let caller = try authenticate(request)
            let route = try GraphRoute(Array(request.segments.dropFirst()))
            guard route.methods.contains(request.method) else { throw .methodNotAllowed }
            let query = request.rawQuery == nil ? ODataQuery.none : try ODataQuery(request.queryItems)
            let result = tenant.withLock { tenant in
                let call = GraphCall(
                    request: request, route: route, query: query, caller: caller, now: request.receivedAt,
                    replica: tenant.replicas.chooseReplica())
                return tenant.answer(call, journal: environment.journal)
            }
            return graphResponse(result.reply, to: request, headers: result.headers)
        } catch {
            return graphResponse(.failure(error), to: request)
        }
    }

    func authenticate(_ request: SimulatorRequest) throws(GraphError) -> Caller {
        let (tenantID, applications) = tenant.withLock { ($0.tenantID, $0.applications) }
        let caller = try verifier.caller(
            authorization: request.headers[.authorization], tenantID: tenantID, applications: applications,
            at: request.receivedAt)
        if let id = caller.tokenID, login.tokens.withLock({ $0.isRevoked(id) }) { throw .revokedToken }
        return caller
    }

    /// Puts an answer into Graph's headers and body.
    func graphResponse(
        _ result: Result<GraphReply, GraphError>, to request: SimulatorRequest, headers: HTTPFields = [:]
    ) -> SimulatorResponse {
        let clientRequestID = request.headers[.clientRequestID] ?? request.id
        var response: SimulatorResponse
        switch result {
        case .success(let reply):
            response = SimulatorResponse(status: reply.status, headers: headers)
            switch reply.body {
            case .none: break
            case .json(let value):
                response.body = value.serialized
                response.headers[.contentType] = Self.jsonType
                response.headers[.odataVersion] = "4.0"
            case .text(let text):
                response.body = Array(text.utf8)
                response.headers[.contentType] = "text/plain"
                response.headers[.odataVersion] = "4.0"
            }
        case .failure(let error):
            let body = error.body(
                requestID: request.id, clientRequestID: clientRequestID, at: Timestamp(request.receivedAt))
            response = .json(body, status: error.status, headers: headers)
            for field in error.headers { response.headers[field.name] = field.value }
        }
        response.headers[.requestID] = request.id
        response.headers[.clientRequestID] = clientRequestID
        response.headers[.diagnostic] = Self.diagnostic
        response.headers[.cacheControl] = "no-store"
        response.headers[.strictTransportSecurity] = "max-age=31536000"
        return response
    }

    private static var jsonType: String {
        "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
    }

    private static var diagnostic: String {
        #"{"ServerInfo":{"DataCenter":"Simulated","Slice":"E","Ring":"5","ScaleUnit":"000","RoleInstance":"SIM0"}}"#
    }
}

extension GraphError {
    /// What the gateway in front of Graph sends when something behind it is wrong.
    static func gateway(_ status: HTTPResponse.Status) -> GraphError {
        switch status {
        case .tooManyRequests:
            var error = GraphError(status, "TooManyRequests", "Please retry again later.")
            error.innerDetails = ["code": "429", "message": "Please retry after", "status": "429"]
            return error
        case .unauthorized: return .invalidToken("Access token is empty.")
        case .forbidden: return .insufficientPrivileges
        case .conflict: return .concurrentWrite
        case .serviceUnavailable:
            return GraphError(status, "serviceNotAvailable", "Service unavailable. Please try again later.")
        case .gatewayTimeout: return GraphError(status, "GatewayTimeout", "The request timed out.")
        case .badGateway: return GraphError(status, "BadGateway", "The gateway got no valid answer.")
        case .internalServerError:
            return GraphError(status, "InternalServerError", "An internal server error occurred.")
        case .contentTooLarge:
            return GraphError(status, "RequestEntityTooLarge", "The request body is too large.")
        default: return GraphError(status, "UnknownError", status.reasonPhrase)
        }
    }
}
