import Crypto
import Domain
import Foundation
import HTTP
import JWTKit
import Logging
import TestSupport
import Testing

@testable import Entra

@Suite("The application's certificate")
struct ClientAssertionTests {
    /// A fresh self-signed certificate and its key, made by openssl.
    struct Identity {
        let certificate: String
        let key: String

        init(newKey: [String] = ["rsa:2048"]) throws {
            let folder = NSTemporaryDirectory() + "landfall-entra-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments =
                ["openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=landfall", "-newkey"] + newKey + [
                    "-keyout", folder + "/key.pem", "-out", folder + "/certificate.pem",
                ]
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            certificate = try String(contentsOfFile: folder + "/certificate.pem", encoding: .utf8)
            key = try String(contentsOfFile: folder + "/key.pem", encoding: .utf8)
        }
    }

    @Test("a token is asked for with a PS256 assertion, named by the certificate's SHA-256 thumbprint")
    func assertion() async throws {
        let identity = try Identity()
        let server = try ScriptedServer { _ in Fixtures.tokenReply(Fixtures.token(roles: ["r"])) }
        defer { server.stop() }
        let file = try TemporaryFile("Bag Attributes\n" + identity.key + identity.certificate)
        let configuration = EntraConfiguration(
            graphURL: server.url, loginURL: server.url, tenantID: "contoso.example", clientID: "app-1",
            credential: .certificateFile(file.path))
        let http = try HTTPClient(configuration: configuration.httpClientConfiguration, logger: Logger(label: "test"))
        let time = ManualTime(Fixtures.epoch)
        let client = GraphClient(
            configuration: configuration, http: http, now: { time.now }, logger: Logger(label: "test"))
        #expect(try await client.roles() == ["r"])
        await http.shutdown()

        let form = try #require(server.requests.first).form
        #expect(form["client_secret"] == nil)
        #expect(form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        let assertion = try #require(form["client_assertion"])
        let parts = assertion.split(separator: ".")
        let headerData = try #require(Base64URL.decode(parts[0]))
        let header = try JSONDecoder().decode([String: String].self, from: headerData)
        let der = try #require(PEMBlock.blocks(in: identity.certificate).first).bytes
        #expect(
            header == ["alg": "PS256", "typ": "JWT", "x5t#S256": Base64URL.encode(SHA256.hash(data: der))])

        let keys = await JWTKeyCollection().add(
            pss: try Insecure.RSA.PublicKey(certificatePEM: identity.certificate), digestAlgorithm: .sha256)
        let claims = try await keys.verify(assertion, as: ClientAssertion.self)
        #expect(claims.aud == server.url + "/contoso.example/oauth2/v2.0/token")
        #expect(claims.iss == "app-1")
        #expect(claims.sub == "app-1")
        #expect(UUID(uuidString: claims.jti) != nil)
        #expect(claims.nbf == Int(Fixtures.epoch.timeIntervalSince1970))
        #expect(claims.iat == claims.nbf)
        #expect(claims.exp == claims.nbf + 300)
    }

    @Test("each proof is another one")
    func unique() {
        let one = ClientAssertion(clientID: "a", audience: "b", now: Fixtures.epoch)
        #expect(one.jti != ClientAssertion(clientID: "a", audience: "b", now: Fixtures.epoch).jti)
    }

    @Test("a file that can't be used is refused with what is wrong, and nothing of what is in it")
    func unusable() async throws {
        let (one, two) = (try Identity(), try Identity())
        let elliptic = try Identity(newKey: ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"])
        let short = try Identity(newKey: ["rsa:1024"])
        let files = [
            ("", "has no certificate"), (one.key, "has no certificate"), (one.certificate, "has no RSA key"),
            (one.certificate + two.key, "not its certificate's"),
            (elliptic.certificate + elliptic.key, "has no RSA key"),
            (short.certificate + short.key, "has no RSA key"),
            (one.certificate + one.key.replacing("PRIVATE KEY", with: "ENCRYPTED PRIVATE KEY"), "password"),
            (one.certificate.replacing("-----END CERTIFICATE-----", with: "") + one.key, "has no certificate"),
            (one.certificate + one.key.replacing("MII", with: "AAA"), "has no RSA key"),
        ]
        let assertion = ClientAssertion(clientID: "a", audience: "b", now: Fixtures.epoch)
        for (pem, problem) in files {
            let failure = await #expect(throws: Failure.self) {
                try await assertion.signed(with: pem, from: "/run/app.pem")
            }
            #expect(failure?.reason == .graphUnauthorized)
            #expect(failure?.detail.hasPrefix("the credential file /run/app.pem ") == true)
            #expect(failure?.detail.contains(problem) == true, "\(failure?.detail ?? "") instead of “\(problem)”")
            #expect(failure?.detail.contains("MII") == false)
        }
    }
}
