import HTTPTypes
import SimulatorKit
import Testing

@testable import EntraSimulator

@Suite("A batch")
struct BatchRequestTests {
    private static func steps(_ count: Int) -> String {
        (0..<count).map { #"{"id":"\#($0)","method":"GET","url":"/users"}"# }.joined(separator: ",")
    }

    @Test("may hold twenty requests, each after those that it depends on")
    func order() throws {
        let batch = try BatchRequest(
            JSONValue(
                parsing: #"""
                    {"requests":[{"id":"a","method":"GET","url":"/users","dependsOn":["B"]},
                    {"id":"b","method":"get","url":"users"}]}
                    """#))
        #expect(batch.steps.map(\.id) == ["b", "a"])
        #expect(batch.steps.map(\.url) == ["/users", "/users"])
        #expect(try BatchRequest(JSONValue(parsing: #"{"requests":[\#(Self.steps(20))]}"#)).steps.count == 20)
    }

    @Test(
        "that is malformed is refused as a whole",
        arguments: [
            "null", "{}", #"{"requests":[]}"#, #"{"requests":[\#(steps(21))]}"#, #"{"requests":[{"id":"1"}]}"#,
            #"{"requests":[{"id":"1","method":"GET","url":"/a"},{"id":"1","method":"GET","url":"/a"}]}"#,
            #"{"requests":[{"id":"x","method":"GET","url":"/a"},{"id":"X","method":"GET","url":"/a"}]}"#,
            #"{"requests":[{"id":"1","method":"POST","url":"/a","body":{}}]}"#,
            #"{"requests":[{"id":"1","method":"GET","url":"https://graph.microsoft.com/v1.0/users"}]}"#,
            #"{"requests":[{"id":"1","method":"GET","url":"/a","dependsOn":["1"]}]}"#,
            #"{"requests":[{"id":"1","method":"GET","url":"/a","dependsOn":["2"]}]}"#,
        ])
    func malformed(text: String) throws {
        let json = try JSONValue(parsing: text)
        let error = #expect(throws: GraphError.self) { try BatchRequest(json) }
        #expect(error?.status == .badRequest)
    }
}
