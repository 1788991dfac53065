import HTTPTypes
import SimulatorKit
import Testing

@Suite("Fault rules decide")
struct FaultEngineTests {
    /// What a list of rules does with five equal requests: the status, or `-` for nothing.
    struct Scenario: Sendable, CustomTestStringConvertible {
        let name: String
        let rules: String
        let expected: [String]

        var testDescription: String { name }

        static let all = [
            Scenario(
                name: "the first match by default", rules: #"[{"match":{"method":"GET"},"act":{"status":503}}]"#,
                expected: ["503", "-", "-", "-", "-"]),
            Scenario(
                name: "a numbered match", rules: #"[{"match":{"path":"groups"},"nth":2,"act":{"status":503}}]"#,
                expected: ["-", "503", "-", "-", "-"]),
            Scenario(
                name: "several numbered matches", rules: #"[{"match":{},"nth":[1,3],"act":{"status":503}}]"#,
                expected: ["503", "-", "503", "-", "-"]),
            Scenario(
                name: "every match", rules: #"[{"match":{},"nth":"every","act":{"status":503}}]"#,
                expected: ["503", "503", "503", "503", "503"]),
            Scenario(
                name: "another method", rules: #"[{"match":{"method":"post"},"nth":"every","act":{"status":503}}]"#,
                expected: ["-", "-", "-", "-", "-"]),
            Scenario(
                name: "another path", rules: #"[{"match":{"path":"^/users"},"nth":"every","act":{"status":503}}]"#,
                expected: ["-", "-", "-", "-", "-"]),
            Scenario(
                name: "the first that fires wins, and each counts its own matches",
                rules: #"""
                    [{"match":{},"nth":[1,2],"act":{"status":500}},
                     {"match":{"path":"groups"},"nth":[2,3],"act":{"status":502}}]
                    """#,
                expected: ["500", "500", "502", "-", "-"]),
            Scenario(
                name: "never by chance", rules: #"[{"match":{},"probability":0,"act":{"status":503}}]"#,
                expected: ["-", "-", "-", "-", "-"]),
            Scenario(
                name: "always by chance", rules: #"[{"match":{},"probability":1,"act":{"status":503}}]"#,
                expected: ["503", "503", "503", "503", "503"]),
            Scenario(
                name: "by chance, but the second only",
                rules: #"[{"match":{},"nth":2,"probability":1,"act":{"status":503}}]"#,
                expected: ["-", "503", "-", "-", "-"]),
        ]
    }

    @Test("by number, method, path and chance", arguments: Scenario.all)
    func decides(scenario: Scenario) throws {
        var engine = try FaultEngine(JSONValue(parsing: scenario.rules))
        let statuses = (1...5).map { _ in
            engine.decide(method: "GET", path: "/v1.0/groups/1").map { "\($0.answer?.status.code ?? 0)" } ?? "-"
        }
        #expect(statuses == scenario.expected)
    }

    @Test("the same seed gives the same run, another seed another")
    func seeds() throws {
        func run(seed: Int) throws -> [Bool] {
            let rules: JSONValue = [
                ["match": [:], "probability": 0.5, "seed": .integer(seed), "act": ["status": 500]]
            ]
            var engine = try FaultEngine(rules)
            return (0..<200).map { _ in engine.decide(method: "GET", path: "/") != nil }
        }
        #expect(try run(seed: 7) == run(seed: 7))
        #expect(try run(seed: 7) != run(seed: 8))
        #expect((60...140).contains(try run(seed: 7).count { $0 }))
    }

    @Test("they tell how often they matched and fired")
    func counts() throws {
        var engine = try FaultEngine(JSONValue(parsing: #"[{"match":{"method":"PUT"},"nth":2,"act":{"delay_ms":5}}]"#))
        for _ in 1...3 { _ = engine.decide(method: "PUT", path: "/x") }
        #expect(
            engine.json.text
                == #"[{"match":{"method":"PUT"},"nth":2,"act":{"delay_ms":5},"matched":3,"fired":1}]"#)
    }

    @Test(
        "what is not understood is refused",
        arguments: [
            #"{}"#, #"[1]"#, #"[{}]"#, #"[{"match":{}}]"#, #"[{"match":{},"act":{}}]"#,
            #"[{"match":{"url":"x"},"act":{"status":500}}]"#, #"[{"match":{},"act":{"state":500}}]"#,
            #"[{"match":{},"then":1,"act":{"status":500}}]"#, #"[{"match":{"path":"("},"act":{"status":500}}]"#,
            #"[{"match":{"method":1},"act":{"status":500}}]"#, #"[{"match":{},"act":{"status":"500"}}]"#,
            #"[{"match":{},"act":{"status":99}}]"#, #"[{"match":{},"nth":0,"act":{"status":500}}]"#,
            #"[{"match":{},"nth":[],"act":{"status":500}}]"#, #"[{"match":{},"nth":[1,"2"],"act":{"status":500}}]"#,
            #"[{"match":{},"nth":"all","act":{"status":500}}]"#,
            #"[{"match":{},"probability":2,"act":{"status":500}}]"#,
            #"[{"match":{},"seed":"x","act":{"status":500}}]"#, #"[{"match":{},"act":{"delay_ms":-1}}]"#,
            #"[{"match":{},"act":{"close":"maybe"}}]"#, #"[{"match":{},"act":{"close":"after","status":500}}]"#,
            #"[{"match":{},"act":{"after_effect":true}}]"#, #"[{"match":{},"act":{"headers":{"a":"b"}}}]"#,
            #"[{"match":{},"act":{"status":500,"headers":{"a b":"c"}}}]"#,
            #"[{"match":{},"act":{"status":500,"headers":{"a":[]}}}]"#,
            #"[{"match":{},"act":{"close":"after","after_effect":true}}]"#,
        ])
    func malformed(rules: String) throws {
        let json = try JSONValue(parsing: rules)
        let problem = #expect(throws: MalformedInput.self) { try FaultEngine(json) }
        #expect(problem?.description.hasSuffix(".") == true)
    }
}
