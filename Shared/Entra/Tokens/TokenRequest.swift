import Domain
import Foundation
import HTTP
import HTTPTypes

/// Asks the token endpoint for a token by the application's own credentials (the client-credentials grant).
struct TokenRequest: Sendable {
    let configuration: EntraConfiguration
    let http: HTTPClient
    let now: @Sendable () -> Date

    func fetch() async -> Result<AccessToken, Failure> {
        do throws(Failure) {
            let requestedAt = now()
            let grant = try TokenReply.grant(try await answer())
            let jitter = Double.random(in: 0...max(configuration.renewalJitter.inSeconds, 0))
            return .success(
                AccessToken(
                    grant.token, requestedAt: requestedAt, lifetime: grant.lifetime,
                    lead: configuration.renewalLead.inSeconds + jitter))
        } catch {
            return .failure(error)
        }
    }

    private func answer() async throws(Failure) -> GraphAnswer {
        let url =
            BaseAddress.trimmed(configuration.loginURL)
            + "/\(PercentEncoding.encode(configuration.tenantID))/oauth2/v2.0/token"
        let form =
            [
                (name: "grant_type", value: "client_credentials"),
                (name: "client_id", value: configuration.clientID),
                (name: "scope", value: BaseAddress.trimmed(configuration.cloud) + "/.default"),
            ] + (try await proof(for: url))
        let id = UUID().uuidString.lowercased()
        let request = HTTPClientRequest(
            method: .post, url: url,
            headerFields: [
                .contentType: "application/x-www-form-urlencoded", .accept: "application/json", .clientRequestID: id,
            ],
            body: PercentEncoding.form(form), timeout: configuration.requestTimeout)
        do {
            let response = try await http.execute(request)
            return GraphAnswer(
                status: response.status.code, headerFields: response.headerFields, body: response.body,
                clientRequestID: id, now: now())
        } catch {
            // Asking for a token changes nothing, so it is no matter whether it was carried out.
            throw Failure(
                error, purpose: TokenReply.purpose, isWrite: false, correlation: CorrelationIDs(clientRequestID: id))
        }
    }

    private func proof(for audience: String) async throws(Failure) -> [(name: String, value: String)] {
        switch configuration.credential {
        case .secretFile(let path):
            return [(name: "client_secret", value: try await CredentialFile.read(path))]
        case .certificateFile(let path):
            let assertion = ClientAssertion(clientID: configuration.clientID, audience: audience, now: now())
            let signed = try await assertion.signed(with: try await CredentialFile.read(path), from: path)
            return [
                (name: "client_assertion_type", value: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                (name: "client_assertion", value: signed.reveal()),
            ]
        }
    }
}

extension Duration {
    var inSeconds: Double { self / .seconds(1) }
}
