import Foundation
import HTTPTypes
import JWTKit
import OrderedCollections
import SimulatorKit
import Testing

@testable import EntraSimulator

@Suite("The token endpoint", .timeLimit(.minutes(1)))
struct TokenHTTPTests {
    private static let endpoint = "/\(Sample.tenant)/oauth2/v2.0/token"
    private static let scope = "https://graph.microsoft.com/.default"

    /// What an independent library reads in a token of the app.
    private struct Claims: JWTPayload {
        let aud: String
        let appid: String
        let tid: String
        let roles: [String]?
        let exp: ExpirationClaim
        let iat: IssuedAtClaim

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    @Test("gives a token that another library verifies with the published key")
    func token() async throws {
        try await LiveEntra.run { entra async throws in
            let answer = try await entra.form(
                Self.endpoint,
                [
                    "grant_type": "client_credentials", "client_id": Sample.client, "client_secret": Sample.secret,
                    "scope": Self.scope,
                ])
            #expect(answer.status == 200)
            #expect(answer.json["token_type"] == "Bearer")
            let lifetime = try #require(answer.json["expires_in"]?.integer)
            #expect((3600...5400).contains(lifetime))
            #expect(answer.json["refresh_token"] == nil)
            let key = try await entra.send(.get, "/\(Sample.tenant)/discovery/v2.0/keys").json["keys"]?.array?.first
            let keys = await JWTKeyCollection().add(
                rsa: try Insecure.RSA.PublicKey(
                    modulus: try #require(key?["n"]?.string), exponent: try #require(key?["e"]?.string)),
                digestAlgorithm: .sha256, kid: JWKIdentifier(string: try #require(key?["kid"]?.string)))
            let claims = try await keys.verify(try #require(answer.json["access_token"]?.string), as: Claims.self)
            #expect(claims.aud == "https://graph.microsoft.com")
            #expect(claims.appid == Sample.client)
            #expect(claims.tid == Sample.tenant)
            #expect(claims.roles == Sample.roles)
            #expect(claims.exp.value.timeIntervalSince(claims.iat.value) == Double(lifetime))
        }
    }

    @Test("gives an app to which nobody consented a token without roles")
    func unconsented() async throws {
        try await LiveEntra.run(Sample.seed(roles: [])) { entra async throws in
            let token = try await entra.token()
            let claims = try #require(JSONWebToken(token)).claims
            #expect(claims["roles"] == nil)
        }
    }

    @Test("takes the secret by HTTP Basic as well")
    func basic() async throws {
        try await LiveEntra.run { entra async throws in
            let credentials = Data("\(Sample.client):\(PercentEncoding.encoded(Sample.secret))".utf8)
            let answer = try await entra.form(
                Self.endpoint, ["grant_type": "client_credentials", "scope": Self.scope],
                headers: [.authorization: "Basic \(credentials.base64EncodedString())"])
            #expect(answer.status == 200)
        }
    }

    /// A request that is refused: what differs from a good one, and the refusal.
    struct Refusal: Sendable, CustomTestStringConvertible {
        var changed: [String: String?] = [:]
        var tenant = Sample.tenant
        let status: Int
        let error: String
        let code: Int

        var testDescription: String { "AADSTS\(code)" }

        static let all = [
            Refusal(changed: ["grant_type": nil], status: 400, error: "invalid_request", code: 900_144),
            Refusal(changed: ["client_id": nil], status: 400, error: "invalid_request", code: 900_144),
            Refusal(changed: ["scope": nil], status: 400, error: "invalid_request", code: 900_144),
            Refusal(
                changed: ["scope": "https://graph.microsoft.com/User.Read.All"], status: 400, error: "invalid_scope",
                code: 1_002_012),
            Refusal(changed: ["scope": "a/.default b/.default"], status: 400, error: "invalid_scope", code: 70011),
            Refusal(
                changed: ["scope": "https://other.example/.default"], status: 400, error: "invalid_resource",
                code: 500_011),
            Refusal(
                changed: ["grant_type": "password"], status: 400, error: "unsupported_grant_type", code: 70003),
            Refusal(
                changed: ["client_id": Sample.missing], status: 400, error: "unauthorized_client", code: 700_016),
            Refusal(changed: ["client_secret": "wrong"], status: 401, error: "invalid_client", code: 7_000_215),
            Refusal(changed: ["client_secret": nil], status: 401, error: "invalid_client", code: 7_000_218),
            Refusal(tenant: Sample.missing, status: 400, error: "invalid_request", code: 90002),
            Refusal(tenant: "common", status: 400, error: "invalid_request", code: 90002),
        ]
    }

    @Test("refuses with AADSTS codes", arguments: Refusal.all)
    func refusals(refusal: Refusal) async throws {
        try await LiveEntra.run { entra async throws in
            var items: [String: String] = [
                "grant_type": "client_credentials", "client_id": Sample.client, "client_secret": Sample.secret,
                "scope": Self.scope,
            ]
            for (name, value) in refusal.changed { items[name] = value }
            let body = items.map { "\($0.key)=\(PercentEncoding.encoded($0.value))" }.joined(separator: "&")
            let answer = try await entra.send(
                .post, "/\(refusal.tenant)/oauth2/v2.0/token",
                headers: [.contentType: "application/x-www-form-urlencoded"], body: body)
            #expect(answer.status == refusal.status)
            #expect(answer.json["error"]?.string == refusal.error)
            #expect(answer.json["error_codes"] == [.integer(refusal.code)])
            let lines = (answer.json["error_description"]?.string ?? "").components(separatedBy: "\r\n")
            #expect(lines.count == 4)
            #expect(lines.first?.hasPrefix("AADSTS\(refusal.code): ") == true)
            #expect(lines.dropFirst().first == "Trace ID: \(answer.json["trace_id"]?.string ?? "-")")
            #expect(!answer.text.contains(Sample.secret))
        }
    }

    @Test("ends the tokens that an app has when they are revoked, and gives it others, with the permissions of then")
    func revoked() async throws {
        try await LiveEntra.run { entra async throws in
            let token = try await entra.token()
            let path = "/_sim/apps/\(Sample.client)"
            #expect(try await entra.send(.post, path, body: #"{"roles":["User.Read.All"]}"#).status == 204)
            // The one that it has is as good as before.
            #expect(try await entra.add(Sample.ana, to: Sample.plain, token: token).status == 204)
            #expect(try await entra.send(.post, path, body: #"{"revokeTokens":true}"#).status == 204)
            let refused = try await entra.remove(Sample.ana, from: Sample.plain, token: token)
            #expect(refused.status == 401)
            #expect(refused.code == "InvalidAuthenticationToken")
            #expect(refused.header("WWW-Authenticate")?.contains("insufficient_claims") == true)
            // Of the next one only what was taken from it is missing.
            #expect(try await entra.graph(.get, "/users/\(Sample.ana)").status == 200)
            #expect(try await entra.remove(Sample.ana, from: Sample.plain).status == 403)
            #expect(try await entra.effects() == ["member.added"])
            for (path, body) in [(path, #"{"role":[]}"#), (path, "{}"), (path, #"{"roles":"all"}"#)] {
                #expect(try await entra.send(.post, path, body: body).status == 400)
            }
            #expect(try await entra.send(.post, "/_sim/apps/\(Sample.missing)", body: "{}").status == 404)
            #expect(try await entra.send(.get, path).status == 405)
        }
    }

    @Test("refuses a secret that expired")
    func expired() async throws {
        let app: JSONValue = [
            "clientId": .string(Sample.client), "secret": .string(Sample.secret),
            "secretExpires": "2025-01-01T00:00:00Z",
        ]
        try await LiveEntra.run(Sample.seed(["apps": [app]])) { entra async throws in
            let answer = try await entra.form(
                Self.endpoint,
                [
                    "grant_type": "client_credentials", "client_id": Sample.client, "client_secret": Sample.secret,
                    "scope": Self.scope,
                ])
            #expect(answer.status == 401)
            #expect(answer.json["error_codes"] == [7_000_222])
        }
    }

    @Test("takes assertions that the app's certificate signed, and no others")
    func assertions() async throws {
        let certificate = try TestCertificate()
        let other = try TestCertificate()
        let app: JSONValue = [
            "clientId": .string(Sample.client), "certificate": .string(certificate.pem), "roles": ["User.Read.All"],
        ]
        try await LiveEntra.run(Sample.seed(["apps": [app]])) { entra async throws in
            let now = Int(entra.clock.now.timeIntervalSince1970)
            let good: JSONObject = [
                "aud": .string("https://login.microsoftonline.com/\(Sample.tenant)/oauth2/v2.0/token"),
                "iss": .string(Sample.client), "sub": .string(Sample.client), "jti": .string(UUID().uuidString),
                "nbf": .integer(now), "iat": .integer(now), "exp": .integer(now + 600),
            ]
            func ask(_ assertion: String) async throws -> LiveEntra.Answer {
                try await entra.form(
                    Self.endpoint,
                    [
                        "grant_type": "client_credentials", "client_id": Sample.client, "scope": Self.scope,
                        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion": assertion,
                    ])
            }
            func code(_ changes: JSONObject) async throws -> Int? {
                let answer = try await ask(certificate.assertion(good.merging(changes) { $1 }))
                return answer.json["error_codes"]?.array?.first?.integer
            }
            #expect(try await ask(certificate.assertion(good)).status == 200)
            #expect(try await ask(certificate.assertion(good, isModern: false)).status == 200)
            var here = good
            here["aud"] = .string("http://\(entra.authority)\(Self.endpoint)")
            #expect(try await ask(certificate.assertion(here)).status == 200)
            #expect(try await code(["exp": .integer(now - 600)]) == 700_024)
            #expect(try await code(["nbf": .integer(now + 600)]) == 700_024)
            #expect(try await code(["aud": "https://other.example"]) == 700_023)
            #expect(try await code(["sub": .string(Sample.missing)]) == 700_021)
            #expect(try await ask("nonsense").json["error_codes"] == [50027])
            #expect(try await ask(other.assertion(good)).json["error_codes"] == [700_027])
            let named = try JSONWebToken(certificate.assertion(good))?.header["x5t#S256"]?.string
            let padded = try certificate.assertion(good, named: "\(try #require(named))=")
            #expect(try await ask(padded).status == 200)
            let forged = try other.assertion(good, named: named)
            #expect(try await ask(forged).json["error_codes"] == [700_027])
            let secret = try await entra.form(
                Self.endpoint,
                [
                    "grant_type": "client_credentials", "client_id": Sample.client, "client_secret": "",
                    "scope": Self.scope,
                ])
            #expect(secret.json["error_codes"] == [7_000_215])
        }
    }
}
