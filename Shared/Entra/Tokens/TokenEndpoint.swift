import Domain
import Foundation
import HTTP
import HTTPTypes

/// The address at which Entra gives out tokens, and how the application proves there who it is.
struct TokenEndpoint: Sendable {
    let configuration: EntraConfiguration
    let http: HTTPClient
    let now: @Sendable () -> Date

    /// Sends a request for a token.
    ///
    /// - Parameter fields: what is asked for; who asks is added.
    /// - Throws: ``Failure`` when there is no answer; an answer of any status is returned.
    func answer(to fields: [(name: String, value: String)]) async throws(Failure) -> GraphAnswer {
        let url = configuration.loginAddress("/oauth2/v2.0/token")
        let form = fields + [(name: "client_id", value: configuration.clientID)] + (try await proof(for: url))
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

extension EntraConfiguration {
    /// An address of the tenant at the sign-in service.
    func loginAddress(_ path: String) -> String {
        BaseAddress.trimmed(loginURL) + "/\(PercentEncoding.encode(tenantID))\(path)"
    }
}
