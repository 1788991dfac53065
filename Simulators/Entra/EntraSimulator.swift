import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit
import Synchronization

/// Microsoft Entra's login and Microsoft Graph for one tenant, on one address.
final class EntraSimulator: Simulator {
    let environment: SimulatorEnvironment
    let login: LoginService
    let verifier: TokenVerifier
    let tenant: Mutex<TenantState>
    private let initialSeed: JSONValue
    private let domain: Mutex<String?>

    /// - Parameters:
    ///   - seed: Where the simulator starts, and goes back to when it is reset without a seed.
    ///   - key: Signs the tokens.
    /// - Throws: ``MalformedInput`` if the seed can't be used.
    init(seed: JSONValue, key: SigningKey, clock: any SimulatorClock = .system) throws {
        let content = try Seed(seed)
        environment = SimulatorEnvironment(clock: clock)
        login = LoginService(key: key)
        verifier = TokenVerifier(key: key)
        initialSeed = seed
        tenant = Mutex(TenantState(content))
        domain = Mutex(content.domain)
    }

    func respond(to request: SimulatorRequest) async -> SimulatorResponse {
        switch request.segments.first {
        case "v1.0": return await respondAsGraph(to: request)
        case "beta": return graphResponse(.failure(.invalidQuery("Invalid version: beta")), to: request)
        default: break
        }
        guard let route = LoginRoute(request.segments) else { return SimulatorResponse(status: .notFound) }
        return login.respond(to: request, route, loginTenant(for: route))
    }

    /// The list of people is copied for those requests only that need it.
    private func loginTenant(for route: LoginRoute) -> LoginService.Tenant {
        let domain = self.domain.withLock { $0 }
        return tenant.withLock { tenant in
            LoginService.Tenant(
                id: tenant.tenantID, domain: domain, applications: tenant.applications,
                tokenLifetime: tenant.options.tokenLifetime,
                users: route.needsUsers ? Array(tenant.replicas.primary.users.values) : [])
        }
    }

    func reset(seed: JSONValue?) throws {
        let content = try Seed(seed ?? initialSeed)
        tenant.withLock { $0 = TenantState(content) }
        domain.withLock { $0 = content.domain }
        login.reset()
    }

    func state() -> JSONValue {
        let now = environment.clock.now
        return tenant.withLock { $0.description(at: now) }
    }

    func stockAnswer(_ status: HTTPResponse.Status, to request: SimulatorRequest) -> SimulatorResponse {
        guard request.segments.first == "v1.0" else { return SimulatorResponse(status: status) }
        guard status.kind != .successful, status.kind != .redirection else {
            return graphResponse(.success(GraphReply(status: status)), to: request)
        }
        return graphResponse(.failure(.gateway(status)), to: request)
    }

    func bodyTooLarge(_ request: SimulatorRequest) -> SimulatorResponse {
        graphResponse(.failure(.gateway(.contentTooLarge)), to: request)
    }

    /// Graph's queries hold no secrets; those of the login do.
    func loggedQuery(of request: SimulatorRequest) -> String? {
        request.segments.first == "v1.0" ? request.rawQuery : nil
    }
}

extension LoginRoute {
    fileprivate var needsUsers: Bool {
        switch self {
        case .token, .authorize: true
        case .logout, .keys, .metadata, .instanceDiscovery: false
        }
    }
}
