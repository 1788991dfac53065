import HTTP
import HTTPTypes
import Testing

@Suite("Limits")
struct LimitTests {
    @Test("A server that accepts nothing ends in a connect timeout, unsent")
    func connect() async throws {
        // Nobody accepts, and the backlog is full once these connections are there.
        let server = try FullServer()
        defer { server.stop() }
        let client = try makeClient { $0.connectTimeout = .milliseconds(400) }
        let error = try await failure(client, HTTPClientRequest(method: .post, url: server.url))
        #expect(error.code == .timeout(.connect))
        #expect(!error.mayHaveBeenCarriedOut)
        #expect(error.isRetriable)
    }

    @Test("A TLS handshake that never ends is a connect timeout, unsent")
    func handshake() async throws {
        try await withRawServer {
            $0.waitForEnd()
        } body: { server in
            let client = try makeClient { $0.connectTimeout = .milliseconds(300) }
            let error = try await failure(
                client, HTTPClientRequest(method: .post, url: "https://localhost:\(server.port)/"))
            #expect(error.code == .timeout(.connect))
            #expect(!error.mayHaveBeenCarriedOut)
        }
    }

    @Test("A server that never answers ends in an idle timeout, or in a request timeout, whichever comes first")
    func silence() async throws {
        try await withRawServer { connection in
            connection.readRequest()
            connection.waitForEnd()
        } body: { server in
            let client = try makeClient { $0.idleTimeout = .milliseconds(400) }
            let start = ContinuousClock.now
            let idle = try await failure(client, HTTPClientRequest(url: server.url))
            #expect(idle.code == .timeout(.idle))
            #expect((.milliseconds(390)...(.seconds(4))).contains(ContinuousClock.now - start))
            let whole = try await failure(client, HTTPClientRequest(url: server.url, timeout: .milliseconds(200)))
            #expect(whole.code == .timeout(.request))
            #expect(idle.mayHaveBeenCarriedOut && whole.mayHaveBeenCarriedOut)
            #expect(idle.isRetriable && whole.isRetriable)
        }
    }

    @Test("A server that dribbles is not idle, but its request ends all the same")
    func dribble() async throws {
        try await withRawServer { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while connection.write("x") { Blocking.pause(milliseconds: 50) }
        } body: { server in
            let client = try makeClient { $0.idleTimeout = .milliseconds(400) }
            let start = ContinuousClock.now
            let error = try await failure(client, HTTPClientRequest(url: server.url, timeout: .milliseconds(1500)))
            #expect(error.code == .timeout(.request))
            #expect(ContinuousClock.now - start >= .milliseconds(1490))
        }
    }

    @Test("A body that stops half-way ends in an idle timeout")
    func stall() async throws {
        try await withRawServer { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
            connection.waitForEnd()
        } body: { server in
            let client = try makeClient { $0.idleTimeout = .milliseconds(300) }
            #expect(try await failure(client, HTTPClientRequest(url: server.url)).code == .timeout(.idle))
        }
    }

    @Test("A slow upload is not idle while bytes leave")
    func slowUpload() async throws {
        let size = 24 << 20
        try await withRawServer { connection in
            var rest = size
            while rest > 0, let piece = connection.readPiece() {
                rest -= piece.count
                Blocking.pause(milliseconds: 5)
            }
            connection.respond()
        } body: { server in
            let client = try makeClient { $0.idleTimeout = .seconds(1) }
            let request = HTTPClientRequest(method: .post, url: server.url, body: Array(repeating: 7, count: size))
            let response = try await client.execute(request)
            #expect(response.status == .ok)
            #expect(response.timings.total > .seconds(1))
        }
    }

    enum Length: CaseIterable {
        case announced, chunked, untilEnd
    }

    @Test("A body over the limit is refused, one at the limit is not", arguments: Length.allCases)
    func size(length: Length) async throws {
        try await withRawServer { connection in
            while let request = connection.readRequest() {
                let body = String(repeating: "x", count: request.contains("/over") ? 100_001 : 100_000)
                switch length {
                case .announced: connection.respond(body: body)
                case .chunked:
                    connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                    connection.write(String(body.utf8.count, radix: 16) + "\r\n" + body + "\r\n0\r\n\r\n")
                case .untilEnd:
                    connection.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body)
                    return
                }
            }
        } body: { server in
            let client = try makeClient { $0.maximumResponseBytes = 100_000 }
            #expect(try await client.execute(HTTPClientRequest(url: server.url + "at")).body.count == 100_000)
            let error = try await failure(client, HTTPClientRequest(url: server.url + "over"))
            #expect(error.code == .responseTooLarge)
            #expect(error.mayHaveBeenCarriedOut)
            #expect(!error.isRetriable)
        }
    }

    @Test("A head without end is refused")
    func head() async throws {
        try await withRawServer { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n")
            while connection.write("X-More: \(String(repeating: "m", count: 1000))\r\n") {}
        } body: { server in
            let error = try await failure(makeClient(), HTTPClientRequest(url: server.url))
            #expect(error.code == .responseTooLarge)
        }
    }

    @Test("A short head of very many fields is refused, one of many is not")
    func fields() async throws {
        try await withRawServer { connection in
            while let request = connection.readRequest() {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n")
                connection.write(String(repeating: "a:\n", count: request.contains("/over") ? 66_000 : 5000) + "\r\n")
            }
        } body: { server in
            let client = try makeClient()
            #expect(try await client.execute(HTTPClientRequest(url: server.url)).headerFields.count == 5001)
            let error = try await failure(client, HTTPClientRequest(url: server.url + "over"))
            #expect(error.code == .responseTooLarge)
        }
    }

    @Test("A configuration that can't work is refused with a sentence that names the setting")
    func configuration() {
        let changes: [(String, (inout HTTPClientConfiguration) -> Void)] = [
            ("connectTimeout", { $0.connectTimeout = .zero }), ("requestTimeout", { $0.requestTimeout = .seconds(-1) }),
            ("idleTimeout", { $0.idleTimeout = .seconds(100_000) }),
            ("maximumResponseBytes", { $0.maximumResponseBytes = 0 }),
            ("maximumConnections", { $0.maximumConnections = 0 }), ("userAgent", { $0.userAgent = "a\r\nb: c" }),
            ("tls.caFile", { $0.tls.caFile = "/nowhere/ca.pem" }),
            ("keyFile", { $0.tls.clientCertificate = .init(certificateFile: "/dev/null", keyFile: "/nowhere/key") }),
        ]
        for (name, change) in changes {
            let error = #expect(throws: HTTPClientError.self) { _ = try makeClient(change) }
            #expect(error?.code == .invalidConfiguration)
            #expect(error?.message.contains(name) == true)
        }
    }
}
