import HTTP
import HTTPTypes
import Testing

@Suite("Redirects and cookies")
struct OriginTests {
    @Test("A cookie that a server sets is not sent back", arguments: ServerKind.allCases)
    func cookies(kind: ServerKind) async throws {
        try await withHummingbird(kind) { server in
            let client = try makeTrustingClient()
            let first = try await client.execute(HTTPClientRequest(url: server.url("/cookie")))
            #expect(first.headerFields[.setCookie]?.hasPrefix("session=secret") == true)
            let second = try await client.execute(HTTPClientRequest(url: server.url("/headers")))
            #expect(!String(decoding: second.body, as: UTF8.self).contains("cookie"))
        }
    }

    @Test("By default a redirect is returned as it is", arguments: [301, 302, 303, 307, 308])
    func notFollowed(status: Int) async throws {
        try await withRedirects(status) { server in
            let response = try await makeClient().execute(HTTPClientRequest(url: server.url + "here"))
            #expect(response.status.code == status)
            #expect(response.headerFields[.location] == "/there")
            #expect(server.requests.count == 1)
        }
    }

    @Test("Where it is allowed, a redirect inside the origin is followed", arguments: [301, 302, 303, 307, 308])
    func followed(status: Int) async throws {
        try await withRedirects(status) { server in
            let client = try makeClient { $0.followsSameOriginRedirects = 3 }
            let response = try await client.execute(HTTPClientRequest(url: server.url + "here"))
            #expect(response.status == .ok)
            #expect(server.requests.count == 2)
        }
    }

    @Test(
        "A redirect to another host, port or scheme is never followed",
        arguments: [
            "http://localhost:PORT/there", "http://127.0.0.1:1/there", "https://127.0.0.1:PORT/there",
            "//127.0.0.2:PORT/there", "http://user@127.0.0.1:PORT/there", "file:///etc/passwd",
        ])
    func otherOrigin(location: String) async throws {
        try await withRedirects(302, location: location) { server in
            let client = try makeClient { $0.followsSameOriginRedirects = 3 }
            let response = try await client.execute(HTTPClientRequest(url: server.url + "here"))
            #expect(response.status.code == 302)
            #expect(server.requests.count == 1)
        }
    }

    @Test("A redirect of a change is never followed", arguments: [HTTPRequest.Method.post, .put, .patch, .delete])
    func changes(method: HTTPRequest.Method) async throws {
        try await withRedirects(307) { server in
            let client = try makeClient { $0.followsSameOriginRedirects = 3 }
            let response = try await client.execute(HTTPClientRequest(method: method, url: server.url + "here"))
            #expect(response.status.code == 307)
            #expect(server.requests.count == 1)
        }
    }

    @Test("A redirect that goes round ends at the limit")
    func loop() async throws {
        try await withRedirects(302, location: "/here") { server in
            let client = try makeClient { $0.followsSameOriginRedirects = 3 }
            let response = try await client.execute(HTTPClientRequest(url: server.url + "here"))
            #expect(response.status.code == 302)
            #expect(server.requests.count == 4)
        }
    }

    private func withRedirects(
        _ status: Int, location: String = "/there", body: (RawServer) async throws -> Void
    ) async throws {
        try await withRawServer { connection in
            while let request = connection.readRequest() {
                let target = location.replacing("PORT", with: String(connection.serverPort))
                if request.contains("/here") {
                    connection.respond("\(status) Elsewhere", headers: ["Location: \(target)"], body: "")
                } else {
                    connection.respond()
                }
            }
        } body: { server in
            try await body(server)
        }
    }
}
