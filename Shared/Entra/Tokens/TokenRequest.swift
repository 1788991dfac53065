import Domain
import Foundation
import HTTP

/// Asks the token endpoint for a token by the application's own credentials (the client-credentials grant).
struct TokenRequest: Sendable {
    let configuration: EntraConfiguration
    let endpoint: TokenEndpoint
    let now: @Sendable () -> Date

    init(configuration: EntraConfiguration, http: HTTPClient, now: @escaping @Sendable () -> Date) {
        self.configuration = configuration
        self.endpoint = TokenEndpoint(configuration: configuration, http: http, now: now)
        self.now = now
    }

    func fetch() async -> Result<AccessToken, Failure> {
        do throws(Failure) {
            let requestedAt = now()
            let answer = try await endpoint.answer(to: [
                (name: "grant_type", value: "client_credentials"),
                (name: "scope", value: BaseAddress.trimmed(configuration.cloud) + "/.default"),
            ])
            let grant = try TokenReply.grant(answer)
            let jitter = Double.random(in: 0...max(configuration.renewalJitter.inSeconds, 0))
            return .success(
                AccessToken(
                    grant.token, requestedAt: requestedAt, lifetime: grant.lifetime,
                    lead: configuration.renewalLead.inSeconds + jitter))
        } catch {
            return .failure(error)
        }
    }
}

extension Duration {
    var inSeconds: Double { self / .seconds(1) }
}
