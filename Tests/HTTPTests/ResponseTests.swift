import HTTP
import HTTPTypes
import Testing

@Suite("What comes back")
struct ResponseTests {
    @Test("A response has its status, its fields in order, repeated ones apart, and its body")
    func wholeResponse() async throws {
        try await withRawServer { connection in
            while connection.readRequest() != nil {
                connection.respond(
                    "418 I am a teapot", headers: ["X-Many: one", "X-Empty:", "x-many:  two "], body: "short and stout")
            }
        } body: { server in
            let response = try await makeClient().execute(HTTPClientRequest(url: server.url))
            #expect(response.status.code == 418)
            #expect(response.status.reasonPhrase == "I am a teapot")
            #expect(response.headerFields[values: HTTPField.Name("X-Many")!] == ["one", "two"])
            #expect(response.headerFields[HTTPField.Name("X-Empty")!] == "")
            #expect(String(decoding: response.body, as: UTF8.self) == "short and stout")
            #expect(response.version == .http1_1)
            #expect(response.timings.total >= response.timings.firstByte)
        }
    }

    @Test("Interim responses and trailers are not taken for the response")
    func interim() async throws {
        try await withRawServer { connection in
            connection.readRequest()
            connection.write("HTTP/1.1 103 Early Hints\r\nX-Early: yes\r\n\r\n")
            connection.write("HTTP/1.1 201 Created\r\nX-Final: yes\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.write("4\r\nbody\r\n0\r\nX-Trailer: yes\r\n\r\n")
        } body: { server in
            let response = try await makeClient().execute(HTTPClientRequest(url: server.url))
            #expect(response.status.code == 201)
            #expect(response.headerFields[HTTPField.Name("X-Final")!] == "yes")
            #expect(response.headerFields[HTTPField.Name("X-Early")!] == nil)
            #expect(response.headerFields[HTTPField.Name("X-Trailer")!] == nil)
            #expect(response.body == Array("body".utf8))
        }
    }

    @Test("An error status is a response", arguments: [400, 401, 404, 429, 500, 503])
    func errorStatus(status: Int) async throws {
        try await withRawServer { connection in
            while connection.readRequest() != nil {
                connection.respond("\(status) Sorry", headers: ["Retry-After: 7"], body: "why")
            }
        } body: { server in
            let response = try await makeClient().execute(HTTPClientRequest(method: .post, url: server.url))
            #expect(response.status.code == status)
            #expect(response.headerFields[.retryAfter] == "7")
            #expect(response.body == Array("why".utf8))
        }
    }

    @Test("A response without a body is one", arguments: ["204 No Content", "304 Not Modified"])
    func noBody(status: String) async throws {
        try await withRawServer { connection in
            while connection.readRequest() != nil { connection.write("HTTP/1.1 \(status)\r\nETag: x\r\n\r\n") }
        } body: { server in
            let response = try await makeClient().execute(HTTPClientRequest(method: .delete, url: server.url))
            #expect(response.body.isEmpty)
            #expect(response.headerFields[.eTag] == "x")
        }
    }
}
