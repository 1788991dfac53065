import Foundation
import HTTPTypes
import SimulatorKit
import Testing

@Suite("Requests are taken apart")
struct RequestParsingTests {
    private func request(_ target: String) -> SimulatorRequest {
        SimulatorRequest(method: .get, target: target, receivedAt: Date())
    }

    @Test("segments are decoded one by one")
    func segments() {
        let request = request("/v1.0/groups/a%2Fb/members/%24ref?$select=id")
        #expect(request.segments == ["v1.0", "groups", "a/b", "members", "$ref"])
        #expect(request.path == "/v1.0/groups/a/b/members/$ref")
        #expect(request.rawQuery == "$select=id")
    }

    @Test(
        "queries are decoded",
        arguments: [
            ("/x?a=1&b=2", [FormItem(name: "a", value: "1"), FormItem(name: "b", value: "2")]),
            (
                "/x?%24filter=id+eq+%27a%2Bb%27&$count",
                [FormItem(name: "$filter", value: "id eq 'a+b'"), FormItem(name: "$count", value: "")]
            ),
            ("/x", []), ("/x?", []), ("/x?a=b=c", [FormItem(name: "a", value: "b=c")]),
            ("/x?a=%zz%4", [FormItem(name: "a", value: "%zz%4")]),
        ])
    func queries(target: String, expected: [FormItem]) {
        #expect(request(target).queryItems == expected)
    }

    @Test("patterns match whole paths and give their parameters")
    func patterns() {
        let pattern: PathPattern = "/api/now/table/{table}/{sys_id}"
        #expect(
            pattern.match(["api", "now", "table", "incident", "7"]) == ["table": "incident", "sys_id": "7"])
        #expect(pattern.match(["api", "now", "table", "incident"]) == nil)
        #expect(pattern.match(["api", "NOW", "table", "incident", "7"]) == nil)
    }

    @Test("what was encoded is decoded to itself", arguments: ["a b", "ü/%&=+", "", "~-._"])
    func encoding(text: String) {
        #expect(PercentEncoding.decoded(PercentEncoding.encoded(text)) == text)
    }
}
