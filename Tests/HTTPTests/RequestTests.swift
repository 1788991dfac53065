import HTTP
import HTTPTypes
import Testing

@Suite("What is sent")
struct RequestTests {
    @Test(
        "A body arrives byte for byte", arguments: ServerKind.allCases,
        [.post, .put, .patch, .delete] as [HTTPRequest.Method])
    func bodies(kind: ServerKind, method: HTTPRequest.Method) async throws {
        let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await withHummingbird(kind) { server in
            let client = try makeTrustingClient()
            let request = HTTPClientRequest(method: method, url: server.url("/echo"), body: body)
            let response = try await client.execute(request)
            #expect(response.status == .ok)
            #expect(response.body == body)
            #expect(response.headerFields[HTTPField.Name("X-Method")!] == method.rawValue)
        }
    }

    @Test(
        "A request without a body says so where its method expects one",
        arguments: [(.post, "0"), (.put, "0"), (.patch, "0"), (.delete, "none")] as [(HTTPRequest.Method, String)])
    func emptyBodies(method: HTTPRequest.Method, length: String) async throws {
        try await withHummingbird(.plain) { server in
            let response = try await makeClient().execute(HTTPClientRequest(method: method, url: server.url("/echo")))
            #expect(response.headerFields[HTTPField.Name("X-Length")!] == length)
            #expect(response.headerFields[HTTPField.Name("X-Type")!] == "none")
            #expect(response.body.isEmpty)
        }
    }

    @Test("Fields arrive as they were given, and nothing is added that was not asked for")
    func fields() async throws {
        try await withHummingbird(.plain) { server in
            let client = try makeClient { $0.userAgent = "landing/1" }
            var request = HTTPClientRequest(url: server.url("/headers"))
            request.headerFields.append(HTTPField(name: HTTPField.Name("X-One")!, value: "1"))
            request.headerFields.append(HTTPField(name: HTTPField.Name("X-None")!, value: ""))
            let lines = String(decoding: try await client.execute(request).body, as: UTF8.self).split(separator: "\n")
            #expect(Set(lines) == ["x-one: 1", "x-none: ", "user-agent: landing/1", "accept: */*"])
        }
    }

    @Test("A HEAD response has fields and no body")
    func head() async throws {
        try await withRawServer { connection in
            while connection.readRequest() != nil {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")
            }
        } body: { server in
            let client = try makeClient { $0.maximumResponseBytes = 1000 }
            let response = try await client.execute(HTTPClientRequest(method: .head, url: server.url))
            #expect(response.headerFields[.contentLength] == "99999999")
            #expect(response.body.isEmpty)
        }
    }

    @Test(
        "A URL that can't be meant is refused before anything is sent",
        arguments: [
            "", "/relative", "ftp://localhost/", "file:///etc/passwd", "http://", "http://user:hunter2@localhost/",
            "http://localhost/a b", "http://localhost/\r\nX-Injected: yes", "http://localhost/\u{0}",
            "http://localhost:99999/",
            "http://localhost/ü", "http://local\nhost/", "http://localhost/" + String(repeating: "a", count: 70_000),
        ])
    func badURLs(url: String) async throws {
        let error = try await failure(makeClient(), HTTPClientRequest(url: url))
        #expect(error.code == .invalidRequest)
        #expect(!error.mayHaveBeenCarriedOut)
        #expect(!error.isRetriable)
        #expect(!error.description.contains("hunter2") && !error.description.contains("Injected"))
    }

    @Test(
        "Fields that frame the message are refused",
        arguments: ["Content-Length", "Transfer-Encoding", "Host", "Connection", "Expect", "TE", "Upgrade"])
    func reservedFields(name: String) async throws {
        let field = HTTPField(name: HTTPField.Name(name)!, value: "1")
        let error = try await failure(
            makeClient(), HTTPClientRequest(url: "http://127.0.0.1:1/", headerFields: HTTPFields([field])))
        #expect(error.code == .invalidRequest)
    }

    @Test("A line break in a value never starts another field")
    func lineBreaks() async throws {
        try await withHummingbird(.plain) { server in
            let field = HTTPField(name: HTTPField.Name("X-One")!, value: "1\r\nX-Injected: yes")
            let request = HTTPClientRequest(url: server.url("/headers"), headerFields: HTTPFields([field]))
            let body = String(decoding: try await makeClient().execute(request).body, as: UTF8.self)
            #expect(!body.split(separator: "\n").contains { $0.hasPrefix("x-injected") })
        }
    }

    @Test("A control character in a value is refused")
    func controlCharacters() async throws {
        let field = HTTPField(name: HTTPField.Name("X-One")!, lenientValue: [0x41, 0x07])
        let request = HTTPClientRequest(url: "http://127.0.0.1:1/", headerFields: HTTPFields([field]))
        #expect(try await failure(makeClient(), request).code == .invalidRequest)
    }

    @Test("CONNECT, and a body where none belongs, are refused")
    func badMethods() async throws {
        let client = try makeClient()
        let connect = try await failure(client, HTTPClientRequest(method: .connect, url: "http://127.0.0.1:1/"))
        #expect(connect.code == .invalidRequest)
        let get = try await failure(client, HTTPClientRequest(url: "http://127.0.0.1:1/", body: [1]))
        #expect(get.code == .invalidRequest)
    }
}
