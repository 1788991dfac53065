import Domain
import Foundation
import HTTP
import HTTPTypes

/// The process's one token for the instance, fetched when it is needed, by one caller for all.
actor TokenSource {
    private let configuration: ServiceNowConfiguration
    private let http: HTTPClient
    private let now: @Sendable () -> Date
    private var token: AccessToken?
    private var fetching: Task<AccessToken, any Error>?

    init(configuration: ServiceNowConfiguration, http: HTTPClient, now: @escaping @Sendable () -> Date) {
        self.configuration = configuration
        self.http = http
        self.now = now
    }

    /// - Throws: ``Failure`` when no token is to be had.
    func current() async throws -> String {
        if let token, token.isUsable(at: now()) { return token.text }
        if let fetching { return try await fetching.value.text }
        // Unstructured on purpose: one caller that is cancelled must not take the token away from those who wait with it.
        let task = Task { [configuration, http, now] in
            try await Self.fetch(configuration, http, now())
        }
        fetching = task
        defer { fetching = nil }
        let fresh = try await task.value
        token = fresh
        return fresh.text
    }

    /// Forgets a token that was refused, unless it has been replaced meanwhile.
    func forget(_ refused: String) {
        if token?.text == refused { token = nil }
    }

    private static func fetch(_ configuration: ServiceNowConfiguration, _ http: HTTPClient, _ now: Date) async throws
        -> AccessToken
    {
        guard let data = FileManager.default.contents(atPath: configuration.clientSecretFile) else {
            throw Failure(
                .serviceNowUnauthorized, "the client secret's file can't be read: \(configuration.clientSecretFile)")
        }
        let secret = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
        // The token's address takes forms only, and parameters only in the body.
        let form = [
            ("grant_type", "client_credentials"), ("client_id", configuration.clientID), ("client_secret", secret),
        ]
        .map { "\($0.0)=\(PercentEncoding.formValue($0.1))" }.joined(separator: "&")
        let request = HTTPClientRequest(
            method: .post, url: configuration.url + "/oauth_token.do",
            headerFields: [.contentType: "application/x-www-form-urlencoded", .accept: "application/json"],
            body: Array(form.utf8))
        let response: HTTPClientResponse
        do throws(HTTPClientError) {
            response = try await http.execute(request)
        } catch {
            throw Failure(.serviceNowUnavailable, "no token: \(error)")
        }
        guard response.status.code == 200,
            let answer = try? JSONDecoder().decode(Answer.self, from: Data(response.body))
        else {
            let reason: Reason =
                response.status.code >= 500 || response.status.code == 200
                ? .serviceNowUnavailable : .serviceNowUnauthorized
            throw Failure(reason, "no token: the instance answered \(response.status.code)")
        }
        return AccessToken(text: answer.access_token, endsAt: now.addingTimeInterval(TimeInterval(answer.expires_in)))
    }

    /// Named as in the answer. A refresh token may or may not come with it; it isn't needed.
    private struct Answer: Decodable {
        var access_token: String
        var expires_in: Int
    }
}
