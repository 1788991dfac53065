import Domain
import Foundation
import Testing

@Suite("What isn't an event is unreadable, and never a crash")
struct EventJunkTests {
    static func reason(_ bytes: [UInt8]) -> Reason? { EventTests.reason(bytes) }

    static let junk: [String] = [
        "", " ", "null", "true", "0", "\"\"", "[]", "{}", "{", "}", "[{}]", "{\"type\":\"run.landed\"}",
        "{\"version\":1}",
        #"{"type":"run.landed","version":1}"#, #"{"type":"run.landed","version":"1"}"#,
        #"{"type":"run.landed","version":1.5}"#,
        #"{"type":"run.landed","version":1e400}"#, #"{"type":"run.landed","version":99999999999999999999}"#,
        #"{"type":"run.landed","version":null}"#, #"{"type":null,"version":1}"#, #"{"type":1,"version":1}"#,
        #"{"type":["run.landed"],"version":1}"#,
        #"{"type":"run.landed","version":1,"data":[]}"#, #"{"type":"run.landed","version":1,"data":null}"#,
        "<html><body>It works!</body></html>", "RITM0010001", "\u{FEFF}{}", "{'type':'run.landed'}",
        "{\"type\":\"run.landed\",}",
        "{\"type\":\"\\ud800\",\"version\":1}", "\u{0}", "{\"type\":\"run.landed\u{0}\",\"version\"}",
    ]

    @Test("texts of any kind", arguments: junk)
    func texts(_ text: String) {
        #expect(Self.reason(Array(text.utf8)) == .messageUnreadable)
    }

    @Test("deep nesting", arguments: [100, 600, 20_000, 1_000_000])
    func nested(_ depth: Int) {
        let open = String(repeating: "[", count: depth)
        #expect(Self.reason(Array(open.utf8)) == .messageUnreadable)
        let closed = open + String(repeating: "]", count: depth)
        #expect(Self.reason(Array(closed.utf8)) == .messageUnreadable)
        let inside = #"{"type":"run.landed","version":1,"data":\#(closed)}"#
        #expect(Self.reason(Array(inside.utf8)) == .messageUnreadable)
        let objects = String(repeating: #"{"a":"#, count: depth)
        #expect(Self.reason(Array(objects.utf8)) == .messageUnreadable)
    }

    @Test("a message of 20 MiB")
    func huge() {
        let text = String(repeating: "x", count: 20 << 20)
        #expect(Self.reason(Array(#"{"type":"run.landed","version":1,"data":"\#(text)"}"#.utf8)) == .messageUnreadable)
        #expect(Self.reason(Array(text.utf8)) == .messageUnreadable)
    }

    @Test("random bytes", arguments: [1 as UInt64, 2, 3, 4])
    func random(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        for _ in 0..<1_000 {
            let count = Int.random(in: 0...200, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            #expect(Self.reason(bytes) == .messageUnreadable)
        }
    }

    @Test("every event cut off at every place", arguments: EventType.allCases)
    func truncated(_ type: EventType) throws {
        let bytes = Array(try #require(ApprovedEvents.json[type]).utf8)
        for count in 0..<bytes.count {
            #expect(Self.reason(Array(bytes[..<count])) == .messageUnreadable)
        }
    }

    @Test(
        "every event with a byte changed is refused, or is another valid event, but never a crash",
        arguments: EventType.allCases)
    func mutated(_ type: EventType) throws {
        let bytes = Array(try #require(ApprovedEvents.json[type]).utf8)
        var generator = SeededGenerator(state: 5)
        for _ in 0..<400 {
            var changed = bytes
            changed[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            guard let reason = Self.reason(changed) else { continue }
            #expect([.messageUnreadable, .messageVersionUnknown].contains(reason))
        }
    }

    /// Other values in the place of a right one.
    static var wrong: [Any] { [NSNull(), true, 0, -1, 1.5, "", "x", [Any](), [String: Any](), [[String: Any]()]] }

    @Test("every event with any one value of another type, or missing", arguments: EventType.allCases)
    func wrongTypes(_ type: EventType) throws {
        let json = try #require(ApprovedEvents.json[type])
        let root = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        var tried = 0
        for path in Self.paths(root, []) {
            for value in Self.wrong + [Removed()] {
                let changed = Self.setting(value, at: path[...], in: root)
                let bytes = Array(try JSONSerialization.data(withJSONObject: changed))
                tried += 1
                guard let reason = Self.reason(bytes) else { continue }
                #expect([.messageUnreadable, .messageVersionUnknown].contains(reason), "\(path)")
            }
        }
        #expect(tried > 100)
    }

    @Test("what is wrong is said by its place, without repeating what is there")
    func explained() throws {
        let json = try #require(ApprovedEvents.json[.runLanded])
        let cases = [
            (#""state":"verified""#, #""state":"s3cret""#, "data.outcomes.[0].state"),
            (#""risk":"low""#, #""risk":"s3cret""#, "data.plan.risk"), ("RITM0010001\"", "s3cret\"", "ritm"),
            (#""at":""#, #""at":"s3cret"#, "at"), (#""id":""#, #""id":"s3cret"#, "id"),
        ]
        for (old, new, place) in cases {
            let failure = #expect(throws: Failure.self) { try EventTests.decode(json.replacing(old, with: new)) }
            #expect(failure?.reason == .messageUnreadable)
            #expect(failure?.detail.contains(place) == true, "\(failure?.detail ?? "")")
            #expect(failure?.detail.contains("s3cret") == false, "\(failure?.detail ?? "")")
        }
    }

    // MARK: - Changing one value

    private struct Removed {}

    private static func paths(_ value: Any, _ path: [String]) -> [[String]] {
        switch value {
        case let object as [String: Any]:
            object.keys.sorted().flatMap { [path + [$0]] + paths(object[$0] as Any, path + [$0]) }
        case let array as [Any]:
            array.indices.flatMap { [path + [String($0)]] + paths(array[$0], path + [String($0)]) }
        default: []
        }
    }

    private static func setting(_ new: Any, at path: ArraySlice<String>, in value: Any) -> Any {
        guard let key = path.first else { return new }
        if var object = value as? [String: Any] {
            let changed = setting(new, at: path.dropFirst(), in: object[key] as Any)
            object[key] = changed is Removed ? nil : changed
            return object
        }
        guard var array = value as? [Any], let index = Int(key) else { return value }
        let changed = setting(new, at: path.dropFirst(), in: array[index])
        if changed is Removed { array.remove(at: index) } else { array[index] = changed }
        return array
    }
}
