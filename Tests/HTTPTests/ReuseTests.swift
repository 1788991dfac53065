import HTTP
import HTTPTypes
import Testing

/// A handle is prepared once for a kind of request and then used for many, so nothing of one may reach the next.
@Suite("A handle that is used again")
struct ReuseTests {
    /// Requests of every kind, with and without what they may carry, each kind more than once.
    private static func requests(_ url: String) -> [HTTPClientRequest] {
        let secret: HTTPFields = [.authorization: "Bearer hunter2", .contentType: "application/json"]
        let long = Array(repeating: UInt8(ascii: "x"), count: 3000)
        return [
            HTTPClientRequest(method: .post, url: url + "1?a=b", headerFields: secret, body: long),
            HTTPClientRequest(url: url),
            HTTPClientRequest(method: .head, url: url),
            HTTPClientRequest(method: .delete, url: url + "2", headerFields: secret),
            HTTPClientRequest(url: url),
            HTTPClientRequest(method: .patch, url: url, headerFields: secret, body: Array("short".utf8)),
            HTTPClientRequest(method: .post, url: url),
            HTTPClientRequest(method: .put, url: url, body: []),
            HTTPClientRequest(method: .options, url: url),
            HTTPClientRequest(url: url + "3", headerFields: secret),
            HTTPClientRequest(method: .delete, url: url, body: Array("with a body".utf8)),
            HTTPClientRequest(method: .head, url: url + "4", headerFields: secret),
            HTTPClientRequest(method: .head, url: url),
            HTTPClientRequest(method: .post, url: url, body: Array("last".utf8)),
            HTTPClientRequest(url: url),
        ]
    }

    @Test("Each request is sent as it would be if it were the client's first")
    func nothingIsCarriedOver() async throws {
        try await withRawServer(Self.answer) { server in
            let requests = Self.requests(server.url)
            let client = try makeClient()
            for request in requests { _ = try await client.execute(request) }
            for request in requests { _ = try await makeClient().execute(request) }
            // Those of one connection after those of the other, and the first client needed one only.
            #expect(server.connectionCount == 1 + requests.count)
            for (again, first) in zip(server.requests, server.requests.dropFirst(requests.count)) {
                #expect(again == first)
            }
        }
    }

    @Test("The next host gets what is meant for it, and no more")
    func otherHost() async throws {
        try await withRawServer(Self.answer) { first in
            try await withRawServer(Self.answer) { second in
                let client = try makeClient()
                let fields: HTTPFields = [.authorization: "Bearer hunter2"]
                let method = HTTPRequest.Method.put
                _ = try await client.execute(HTTPClientRequest(url: first.url + "secret", headerFields: fields))
                _ = try await client.execute(
                    HTTPClientRequest(method: method, url: first.url + "secret", headerFields: fields, body: [65, 66]))
                _ = try await client.execute(HTTPClientRequest(url: second.url + "open"))
                _ = try await client.execute(HTTPClientRequest(method: method, url: second.url + "open", body: [67]))
                #expect(first.requests.count == 2)
                #expect(second.requests.map { $0.prefix { $0 != " " } } == ["GET", "PUT"])
                #expect(second.requests.allSatisfy { $0.contains("Host: 127.0.0.1:\(second.port)\r\n") })
                #expect(!second.requests.joined().contains(/secret|hunter2|AB/))
            }
        }
    }

    @Test("After a failure the next request is sent as ever")
    func afterFailure() async throws {
        try await withRawServer { connection in
            while let request = connection.readRequest() {
                if request.contains("/hang-up") { return }
                if request.contains("/stall") { return connection.waitForEnd() }
                if request.contains("/long") { connection.respond(body: String(repeating: "a", count: 2000)) }
                if request.contains("/login") { connection.respond("401 Who", headers: ["WWW-Authenticate: Basic"]) }
                if request.contains("/ok") { connection.respond() }
            }
        } body: { server in
            let client = try makeClient { $0.maximumResponseBytes = 1000 }
            for _ in 1...3 {
                let post = { HTTPClientRequest(method: .post, url: server.url + $0, body: [65], timeout: $1) }
                #expect(try await failure(client, post("hang-up", nil)).code == .connectionLost)
                #expect(try await failure(client, post("stall", .milliseconds(100))).code == .timeout(.request))
                #expect(try await failure(client, post("long", nil)).code == .responseTooLarge)
                #expect(try await client.execute(post("login", nil)).status.code == 401)
                #expect(try await client.execute(post("ok", nil)).body == Array("ok".utf8))
                #expect(server.requests.last?.hasSuffix("\r\nContent-Length: 1\r\n\r\nA") == true)
            }
        }
    }

    /// libcurl counts, over all that a handle does, how often it sent again, and gives up at the sixth time.
    @Test("A connection that dies is replaced however often it happens")
    func manyDeadConnections() async throws {
        try await withRawServer { connection in
            connection.readRequest()
            connection.respond()
            connection.readRequest()
        } body: { server in
            let client = try makeClient()
            for count in 0..<10 {
                // The first is answered, and each one after it finds the connection of the one before dead.
                let response = try await client.execute(HTTPClientRequest(url: server.url))
                #expect(response.status == .ok)
                #expect(server.requests.count == 1 + 2 * count)
            }
        }
    }

    @Test("Plain and secure requests can take turns", arguments: [ServerKind.tls, .http2])
    func plainAndSecure(kind: ServerKind) async throws {
        try await withHummingbird(kind) { secure in
            try await withHummingbird(.plain) { plain in
                let client = try makeTrustingClient()
                let wary = try makeClient()
                for _ in 1...3 {
                    let first = try await client.execute(HTTPClientRequest(url: plain.url("/get")))
                    #expect(first.version == .http1_1)
                    let second = try await client.execute(HTTPClientRequest(url: secure.url("/get")))
                    #expect(second.version == (kind == .http2 ? .http2 : .http1_1))
                    _ = try await wary.execute(HTTPClientRequest(url: plain.url("/get")))
                    #expect(try await failure(wary, HTTPClientRequest(url: secure.url("/get"))).code == .tls)
                }
            }
        }
    }

    private static let answer: RawServer.Handler = { connection in
        while let request = connection.readRequest() { connection.respond(body: request.hasPrefix("HEAD") ? "" : "ok") }
    }
}
