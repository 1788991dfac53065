import HTTP
import HTTPTypes
import Testing

/// A way for a request to fail, what the caller is told, and whether the request may have been carried out.
struct FailureScenario: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var code: HTTPClientError.Code
    var mayHaveBeenCarriedOut: Bool
    var isRetriable = true
    /// `nil`: nobody listens.
    var server: RawServer.Handler?
    var url: (@Sendable (Int) -> String) = { "http://127.0.0.1:\($0)/" }

    static let all: [FailureScenario] = [
        FailureScenario(
            testDescription: "nobody listens", code: .connectFailed, mayHaveBeenCarriedOut: false, server: nil),
        FailureScenario(
            testDescription: "the name does not exist", code: .nameNotResolved, mayHaveBeenCarriedOut: false,
            server: nil,
            url: { "http://no-such-host.invalid:\($0)/" }),
        FailureScenario(
            testDescription: "the server closes before its reply", code: .connectionLost, mayHaveBeenCarriedOut: true,
            server: { $0.readRequest() }),
        FailureScenario(
            testDescription: "the server resets before its reply", code: .connectionLost, mayHaveBeenCarriedOut: true,
            server: { connection in
                connection.readRequest()
                connection.reset()
            }),
        FailureScenario(
            testDescription: "the server closes in the middle of the head", code: .connectionLost,
            mayHaveBeenCarriedOut: true,
            server: { connection in
                connection.readRequest()
                connection.write("HTTP/1.1 200 OK\r\nContent-Le")
            }),
        FailureScenario(
            testDescription: "the server closes after its status line", code: .connectionLost,
            mayHaveBeenCarriedOut: true,
            server: { connection in
                connection.readRequest()
                connection.write("HTTP/1.1 200 OK\r\n")
            }),
        FailureScenario(
            testDescription: "the server closes after an interim response", code: .connectionLost,
            mayHaveBeenCarriedOut: true,
            server: { connection in
                connection.readRequest()
                connection.write("HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n")
            }),
        FailureScenario(
            testDescription: "the body is shorter than announced", code: .connectionLost, mayHaveBeenCarriedOut: true,
            server: { connection in
                connection.readRequest()
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":")
            }),
        FailureScenario(
            testDescription: "the last chunk is missing", code: .connectionLost, mayHaveBeenCarriedOut: true,
            server: { connection in
                connection.readRequest()
                connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")
            }),
        FailureScenario(
            testDescription: "the reply is no HTTP", code: .protocolError, mayHaveBeenCarriedOut: true,
            isRetriable: false,
            server: { connection in
                connection.readRequest()
                connection.write("220 mail.example ESMTP\r\n")
            }),
        FailureScenario(
            testDescription: "the server hangs up during the TLS handshake", code: .tls, mayHaveBeenCarriedOut: false,
            server: { _ = $0.readPiece() }, url: { "https://localhost:\($0)/" }),
    ]
}

@Suite("Whether a request may have been carried out")
struct CarriedOutTests {
    @Test("The error says so", arguments: FailureScenario.all, [HTTPRequest.Method.get, .post])
    func scenarios(scenario: FailureScenario, method: HTTPRequest.Method) async throws {
        let server = try RawServer(handler: scenario.server ?? { _ in })
        defer { server.stop() }
        // A port on which nobody listens: it was bound a moment ago, for this test alone.
        let port = try scenario.server == nil ? unusedPort() : server.port
        let error = try await failure(
            makeTrustingClient(),
            HTTPClientRequest(method: method, url: scenario.url(port) + "path?token=secret"))
        #expect(error.code == scenario.code)
        #expect(error.mayHaveBeenCarriedOut == scenario.mayHaveBeenCarriedOut)
        #expect(error.isRetriable == scenario.isRetriable)
        #expect(!error.description.contains("secret") && !error.description.contains("path"))
    }

    /// The server takes the second request on a connection that it used before, and hangs up without an answer. libcurl
    /// would send it again by itself.
    @Test(
        "On a connection used before that dies, only a safe request is sent again",
        arguments: [.get, .head, .post, .put, .patch, .delete] as [HTTPRequest.Method])
    func deadReusedConnection(method: HTTPRequest.Method) async throws {
        try await withRawServer { connection in
            connection.readRequest()
            connection.respond(body: "")
            guard connection.index == 0 else { return connection.waitForEnd() }
            connection.readRequest()
        } body: { server in
            let client = try makeClient()
            _ = try await client.execute(HTTPClientRequest(url: server.url + "first"))
            let request = HTTPClientRequest(method: method, url: server.url + "second")
            if method == .get || method == .head {
                #expect(try await client.execute(request).status == .ok)
                #expect(server.requests.filter { $0.contains("/second") }.count == 2)
            } else {
                let error = try await failure(client, request)
                #expect(error.code == .connectionLost)
                #expect(error.mayHaveBeenCarriedOut)
                #expect(error.isRetriable)
                #expect(server.requests.filter { $0.contains("/second") }.count == 1)
            }
        }
    }

    private func unusedPort() throws -> Int {
        let server = try RawServer { _ in }
        server.stop()
        return server.port
    }
}
