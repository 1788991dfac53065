import Foundation
import HTTPTypes
import SimulatorKit
import Synchronization

/// `login.microsoftonline.com`: tokens, sign-in and the metadata about both.
final class LoginService: Sendable {
    /// What the login service has to know of the tenant for one request.
    struct Tenant: Sendable {
        let id: String
        let domain: String?
        let applications: [String: Application]
        let tokenLifetime: ClosedRange<Int>
        let users: [DirectoryUser]
    }

    let key: SigningKey
    let codes = Mutex(AuthorizationCodes())
    let tokens = Mutex(TokenRegister())

    init(key: SigningKey) { self.key = key }

    /// Forgets the codes that were given out, and that tokens were revoked.
    func reset() {
        codes.withLock { $0 = AuthorizationCodes() }
        tokens.withLock { $0 = TokenRegister() }
    }

    func respond(to request: SimulatorRequest, _ route: LoginRoute, _ tenant: Tenant) -> SimulatorResponse {
        let correlationID = request.headers[.clientRequestID].flatMap { ObjectID($0)?.text } ?? request.id
        var response: SimulatorResponse
        do throws(LoginError) {
            response = try answer(request, route, tenant)
        } catch {
            let time = Timestamp(request.receivedAt)
            response =
                if case .authorize = route {
                    SignInPage.refusal(
                        error,
                        description: error.description(traceID: request.id, correlationID: correlationID, at: time))
                } else {
                    .json(
                        error.body(
                            traceID: request.id, correlationID: correlationID, at: time, baseURL: request.baseURL),
                        status: error.status)
                }
        }
        response.headers[.cacheControl] = "no-store, no-cache"
        response.headers[.pragma] = "no-cache"
        response.headers[.strictTransportSecurity] = "max-age=31536000; includeSubDomains"
        response.headers[.serverRequestID] = request.id
        if request.headers[.clientRequestID] != nil { response.headers[.clientRequestID] = correlationID }
        return response
    }

    private func answer(
        _ request: SimulatorRequest, _ route: LoginRoute, _ tenant: Tenant
    ) throws(LoginError) -> SimulatorResponse {
        switch (route, request.method) {
        case (.token(let name), .post):
            try Self.check(name, tenant, allowsCommon: false)
            return try token(request, tenant)
        case (.authorize(let name), .get):
            try Self.check(name, tenant)
            return try authorize(request, request.queryItems, tenant)
        case (.authorize(let name), .post):
            try Self.check(name, tenant)
            return try authorize(request, FormItem.parse(String(decoding: request.body, as: UTF8.self)), tenant)
        case (.logout(let name), .get):
            try Self.check(name, tenant)
            return logout(request)
        case (.keys(let name), .get):
            try Self.check(name, tenant)
            return .json(["keys": [key.jsonWebKey(issuer: Self.issuer(request, tenant))]])
        case (.metadata(let name), .get):
            try Self.check(name, tenant)
            return .json(OpenIDMetadata.document(baseURL: request.baseURL, addressedAs: name, tenantID: tenant.id))
        case (.instanceDiscovery, .get):
            return .json(
                OpenIDMetadata.instanceDiscovery(
                    baseURL: request.baseURL, authority: request.authority, tenantID: tenant.id))
        case (.token, _), (.authorize, _), (.logout, _), (.keys, _), (.metadata, _), (.instanceDiscovery, _):
            throw LoginError(
                "invalid_request", 900_561,
                "The endpoint only accepts \(route.methods) requests. Received a \(request.method) request.",
                status: .methodNotAllowed)
        }
    }

    /// The issuer of id tokens, as seen from where the request came.
    static func issuer(_ request: SimulatorRequest, _ tenant: Tenant) -> String {
        "\(request.baseURL)/\(tenant.id)/v2.0"
    }

    private static func check(_ name: String, _ tenant: Tenant, allowsCommon: Bool = true) throws(LoginError) {
        if name == tenant.id || name == tenant.domain { return }
        if allowsCommon, ["common", "organizations"].contains(name) { return }
        throw .unknownTenant(name)
    }

    private func logout(_ request: SimulatorRequest) -> SimulatorResponse {
        guard let address = request.queryItems["post_logout_redirect_uri"] else {
            return .text("You signed out of your account.")
        }
        return SimulatorResponse(status: .found, headers: [.location: address])
    }
}

extension LoginRoute {
    fileprivate var methods: String {
        switch self {
        case .token: "POST"
        case .authorize: "POST, GET"
        case .logout, .keys, .metadata, .instanceDiscovery: "GET"
        }
    }
}

extension HTTPField.Name {
    /// The id under which Entra's login knows a request.
    static let serverRequestID = HTTPField.Name.name("x-ms-request-id")
    static let pragma = HTTPField.Name.name("Pragma")
}
