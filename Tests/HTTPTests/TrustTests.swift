import Foundation
import HTTP
import HTTPTypes
import Testing

@Suite("Trust")
struct TrustTests {
    @Test("A certificate of an unknown authority is refused, unsent", arguments: [ServerKind.tls, .http2])
    func unknownAuthority(kind: ServerKind) async throws {
        try await withHummingbird(kind) { server in
            let error = try await failure(makeClient(), HTTPClientRequest(method: .post, url: server.url("/echo")))
            #expect(error.code == .tls)
            #expect(!error.mayHaveBeenCarriedOut)
            #expect(!error.isRetriable)
            #expect(error.message.contains("certificate"))
        }
    }

    @Test("A certificate of another authority than the file's is refused")
    func otherAuthority() async throws {
        try await withHummingbird(.tls) { server in
            let other = try Certificates.makeAuthority()
            defer { try? FileManager.default.removeItem(atPath: other.directory) }
            let client = try makeClient { $0.tls.caFile = other.caFile }
            #expect(try await failure(client, HTTPClientRequest(url: server.url("/get"))).code == .tls)
        }
    }

    @Test("A certificate for another name is refused, unsent")
    func wrongHost() async throws {
        // The certificate is for localhost, 127.0.0.1 and ::1.
        try await withHummingbird(.tls, host: "127.0.0.2") { server in
            let error = try await failure(
                makeTrustingClient(), HTTPClientRequest(url: server.url("/get", host: "127.0.0.2")))
            #expect(error.code == .tls)
            #expect(!error.mayHaveBeenCarriedOut)
        }
    }

    @Test(
        "Something else than TLS is refused, unsent",
        arguments: ["HTTP/1.1 400 Bad Request\r\n\r\n", "\u{15}\u{3}\u{3}\u{0}\u{2}\u{2}\u{28}", ""])
    func noTLS(answer: String) async throws {
        try await withRawServer { connection in
            _ = connection.readPiece()
            connection.write(answer)
        } body: { server in
            let url = "https://localhost:\(server.port)/"
            let error = try await failure(makeTrustingClient(), HTTPClientRequest(method: .post, url: url))
            #expect(error.code == .tls)
            #expect(!error.mayHaveBeenCarriedOut)
        }
    }

    @Test("A client certificate opens a server that asks for one")
    func clientCertificate() async throws {
        let identity = try Certificates.makeAuthority()
        defer { try? FileManager.default.removeItem(atPath: identity.directory) }
        try await withHummingbird(.tls, clientAuthorityFile: identity.caFile) { server in
            let known = try makeTrustingClient {
                $0.tls.clientCertificate = .init(
                    certificateFile: identity.clientCertificate, keyFile: identity.clientKey)
            }
            #expect(try await known.execute(HTTPClientRequest(url: server.url("/get"))).status == .ok)
            // With TLS 1.3 the refusal comes after the client's side of the handshake is done, and sending began.
            _ = try await failure(makeTrustingClient(), HTTPClientRequest(url: server.url("/get")))
            #expect(server.journal.paths.count == 1)
        }
    }
}
