import Crypto
import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit
import Testing

@testable import EntraSimulator

@Suite("Signing in", .timeLimit(.minutes(1)))
struct SignInHTTPTests {
    private static let callback = "http://localhost:8403/callback"
    private static let verifier = "a-verifier-that-is-long-enough-to-be-one-0123456789"
    private static let address = "/\(Sample.tenant)/oauth2/v2.0/authorize"

    private static func parameters(_ changes: [String: String?] = [:]) -> String {
        let challenge = Base64URL.encode(SHA256.hash(data: Data(verifier.utf8)))
        var items: [String: String] = [
            "client_id": Sample.client, "response_type": "code", "redirect_uri": callback,
            "scope": "openid profile", "state": "s t&te", "nonce": "n1", "code_challenge": challenge,
            "code_challenge_method": "S256",
        ]
        for (name, value) in changes { items[name] = value }
        return items.map { "\($0.key)=\(PercentEncoding.encoded($0.value))" }.joined(separator: "&")
    }

    /// Picks a person on the page, and returns what the app is told.
    private static func signIn(
        _ entra: LiveEntra, as user: String, _ changes: [String: String?] = [:]
    ) async throws -> [FormItem] {
        let answer = try await entra.send(
            .post, address, headers: [.contentType: "application/x-www-form-urlencoded"],
            body: parameters(changes) + "&user=\(user)")
        let location = try #require(answer.headers[.location], "\(answer.status) \(answer.text)")
        try #require(location.hasPrefix("\(changes["redirect_uri"].flatMap(\.self) ?? callback)?"))
        return FormItem.parse(String(location.drop { $0 != "?" }.dropFirst()))
    }

    private static func redeem(
        _ entra: LiveEntra, _ code: String, verifier: String = verifier, redirectURI: String = callback
    ) async throws -> LiveEntra.Answer {
        try await entra.form(
            "/\(Sample.tenant)/oauth2/v2.0/token",
            [
                "grant_type": "authorization_code", "client_id": Sample.client, "client_secret": Sample.secret,
                "code": code, "redirect_uri": redirectURI, "code_verifier": verifier,
            ])
    }

    @Test("shows a page with the people, and brings the one who was picked back with a code")
    func wholeWay() async throws {
        try await LiveEntra.run { entra async throws in
            let page = try await entra.send(.get, "\(Self.address)?\(Self.parameters())")
            #expect(page.status == 200)
            #expect(page.text.contains("value=\"\(Sample.ana)\""))
            #expect(page.text.contains("s t&amp;te"))
            let told = try await Self.signIn(entra, as: Sample.ana)
            #expect(told["state"] == "s t&te")
            let code = try #require(told["code"])
            let answer = try await Self.redeem(entra, code)
            #expect(answer.status == 200)
            let text = try #require(answer.json["id_token"]?.string)
            let token = try #require(JSONWebToken(text))
            #expect(token.claims["oid"]?.string == Sample.ana)
            #expect(token.claims["preferred_username"] == "ana@contoso.example")
            #expect(token.claims["name"] == "Ana")
            #expect(token.claims["nonce"] == "n1")
            #expect(token.claims["aud"]?.string == Sample.client)
            let metadata = try await entra.send(.get, "/\(Sample.tenant)/v2.0/.well-known/openid-configuration").json
            #expect(token.claims["iss"] == metadata["issuer"])
            #expect(
                metadata["jwks_uri"]?.string == "http://\(entra.authority)/\(Sample.tenant)/discovery/v2.0/keys")
            let again = try await Self.redeem(entra, code)
            #expect(again.json["error_codes"] == [54005])
        }
    }

    @Test("says in the ID token which app roles somebody is assigned to, and nothing where there are none")
    func appRoles() async throws {
        var application = try #require(Sample.seed()["apps"]?.array?.first?.object)
        application["appRoles"] = [
            ["value": "Landfall.Operator", "assignedTo": [.string(Sample.ana), .string(Sample.cleo)]],
            ["value": "Landfall.Reader", "assignedTo": [.string(Sample.ana)]],
        ]
        try await LiveEntra.run(Sample.seed(["apps": [.object(application)]])) { entra async throws in
            for (user, roles) in [(Sample.ana, ["Landfall.Operator", "Landfall.Reader"]), (Sample.ben, nil)] {
                let code = try #require(try await Self.signIn(entra, as: user)["code"])
                let answer = try await Self.redeem(entra, code)
                let token = try #require(JSONWebToken(answer.json["id_token"]?.string ?? ""))
                #expect(token.claims["roles"]?.strings == roles)
                // They are the app's own: Graph hears nothing of them.
                let access = try #require(JSONWebToken(answer.json["access_token"]?.string ?? ""))
                #expect(access.claims["roles"] == nil)
            }
        }
    }

    @Test("gives nothing for a code with the wrong verifier or address, or that is too old")
    func redemption() async throws {
        try await LiveEntra.run { entra async throws in
            var code = try #require(try await Self.signIn(entra, as: Sample.ana)["code"])
            #expect(try await Self.redeem(entra, code, verifier: "wrong").json["error_codes"] == [501_481])
            #expect(
                try await Self.redeem(entra, code, redirectURI: "http://localhost:8403/other").json["error_codes"]
                    == [500_112])
            #expect(try await Self.redeem(entra, "0.made-up").json["error"] == "invalid_grant")
            entra.clock.advance(by: .seconds(601))
            #expect(try await Self.redeem(entra, code).json["error_codes"] == [70008])
            code = try #require(try await Self.signIn(entra, as: Sample.ana)["code"])
            #expect(try await Self.redeem(entra, code).status == 200)
        }
    }

    @Test("lets nobody in whose account is disabled")
    func disabled() async throws {
        try await LiveEntra.run { entra async throws in
            let answer = try await entra.send(
                .post, Self.address, headers: [.contentType: "application/x-www-form-urlencoded"],
                body: Self.parameters() + "&user=\(Sample.cleo)")
            #expect(answer.status == 200)
            #expect(answer.text.contains("AADSTS50057"))
        }
    }

    @Test(
        "sends nobody to an address that the app did not register",
        arguments: [
            "https://evil.example/callback", "http://localhost:8403/other",
            "http://localhost:8403.evil.example/callback",
        ])
    func redirects(address: String) async throws {
        try await LiveEntra.run { entra async throws in
            let page = try await entra.send(.get, "\(Self.address)?\(Self.parameters(["redirect_uri": address]))")
            #expect(page.status == 400)
            #expect(page.text.contains("AADSTS50011"))
            #expect(page.headers[.location] == nil)
        }
    }

    @Test("does not mind another port on the person's own machine")
    func loopbackPort() async throws {
        try await LiveEntra.run { entra async throws in
            let address = "http://localhost:55555/callback"
            let told = try await Self.signIn(entra, as: Sample.ana, ["redirect_uri": address])
            #expect(told["code"] != nil)
        }
    }

    @Test(
        "tells the app what is wrong with its request",
        arguments: [
            ["response_type": "token"], ["scope": nil], ["prompt": "none"], ["code_challenge_method": "S512"],
        ] as [[String: String?]])
    func problems(changes: [String: String?]) async throws {
        try await LiveEntra.run { entra async throws in
            let answer = try await entra.send(.get, "\(Self.address)?\(Self.parameters(changes))")
            #expect(answer.status == 302)
            #expect(answer.headers[.location]?.hasPrefix("\(Self.callback)?error=") == true)
        }
    }

    @Test("never writes a code or a secret into the request log")
    func log() async throws {
        try await LiveEntra.run { entra async throws in
            let code = try #require(try await Self.signIn(entra, as: Sample.ana)["code"])
            _ = try await Self.redeem(entra, code)
            _ = try await entra.send(.get, "\(Self.address)?\(Self.parameters())")
            let log = try await entra.send(.get, "/_sim/requests").text
            #expect(!log.contains(code))
            #expect(!log.contains(Sample.secret))
            #expect(!log.contains("code_challenge"))
            #expect(!(try await entra.send(.get, "/_sim/state").text.contains(Sample.secret)))
        }
    }
}
