import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit

/// Where a request goes: sign-in first, then the hourly limit, then the resource.
extension Instance {
    mutating func respond(to request: SimulatorRequest) -> SimulatorResponse {
        if rules.limits.isHibernating { return .hibernating }
        if request.segments == ["oauth_token.do"] { return oauthToken(request) }
        let now = GlideDateTime(seconds: Int(request.receivedAt.timeIntervalSince1970.rounded(.down)))
        guard let caller = authenticate(request.headers[.authorization], now: now) else {
            return .refusal(.notAuthenticated)
        }
        var response: SimulatorResponse
        var limitHeaders: HTTPFields = [:]
        do {
            let call = try RESTCall(request)
            limitHeaders = try admit(caller, api: call.api, now: now)
            response = try respond(to: call, request, caller, now)
        } catch let denial as RateDenial {
            return denial.response
        } catch let refusal as Refusal {
            response = .refusal(refusal)
        } catch {
            response = .refusal(Refusal(500, "\(error)"))
        }
        for field in limitHeaders { response.headers[field.name] = field.value }
        decorate(&response, for: request)
        return response
    }

    private mutating func respond(
        to call: RESTCall, _ request: SimulatorRequest, _ caller: Caller, _ now: GlideDateTime
    ) throws(Refusal) -> SimulatorResponse {
        let session = APISession(request: request, caller: caller, now: now)
        switch call.resource {
        case .table(let table, let isVersion1):
            guard database.has(table) else { throw .unknownTable(table) }
            switch call.method {
            case .get: return try listRecords(table, isVersion1: isVersion1, session)
            case .post: return try createRecord(table, session)
            default: throw Refusal(405, "Method not supported")
            }
        case .record(let table, let id):
            guard database.has(table) else { throw .unknownTable(table) }
            switch call.method {
            case .get: return try readRecord(table, id, session)
            case .put, .patch: return try changeRecord(table, id, session)
            case .delete: return try deleteRecord(table, id, session)
            default: throw Refusal(405, "Method not supported")
            }
        case .orderNow(let item):
            guard call.method == .post else { throw Refusal(405, "Method not supported") }
            return try orderNow(item, session)
        }
    }

    /// Counts the call against the hourly rules; the headers are those of every call that a rule matches.
    private mutating func admit(_ caller: Caller, api: String, now: GlideDateTime) throws(RateDenial) -> HTTPFields {
        let rules = rateRules(for: caller, api: api)
        guard !rules.isEmpty else { return [:] }
        let flushSeconds = self.rules.limits.flushSeconds
        switch rateLimiter.admit(user: caller.userID, rules: rules, now: now, flushSeconds: flushSeconds) {
        case .unlimited: return [:]
        case .admitted(let rule, let reset): return RateDenial.headers(rule, reset: reset)
        case .denied(let rule, let reset, let retryAfter):
            throw RateDenial(rule: rule, reset: reset, retryAfter: retryAfter)
        }
    }

    /// The headers of a real instance's answers, and a session for clients that keep cookies.
    private mutating func decorate(_ response: inout SimulatorResponse, for request: SimulatorRequest) {
        response.headers[.server] = "snow_adc"
        response.headers[.serverTiming] = "sem_wait;dur=0, sesh_wait;dur=0"
        response.headers[.isLoggedIn] = "true"
        response.headers[.transactionID] = String(request.id.filter { $0 != "-" }.prefix(12))
        if SessionCookie.value(in: request.headers) == nil {
            response.headers[.setCookie] = "\(SessionCookie.name)=\(identifiers.sysID()); Path=/; HttpOnly"
        }
        if request.headers[.noResponseBody] == "true" { response.body = [] }
    }
}

/// Who calls, with what, and when.
struct APISession {
    let request: SimulatorRequest
    let caller: Caller
    let now: GlideDateTime

    var context: WriteContext { WriteContext(caller: caller, now: now) }
}
