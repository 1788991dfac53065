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
}
