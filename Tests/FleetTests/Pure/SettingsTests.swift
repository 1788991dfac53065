import Domain
import Foundation
import ServiceNow
import Testing

@testable import Fleet

/// The text of the error that reading a setting ends with.
func complaint(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return "\(error)"
    }
}

/// A file that is there while `body` runs.
func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("fleet-tests-\(UUID().uuidString)")
    try Data(bytes).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(url.path)
}

@Suite("Settings")
struct SettingsTests {
    private static func settings(_ value: String?) -> Settings {
        Settings(value.map { ["LANDFALL_THING": $0] } ?? [:])
    }

    @Test("A value is read by the name of its variable, and an empty one counts as missing")
    func strings() throws {
        #expect(Self.settings("x").string("LANDFALL_THING") == "x")
        #expect(try Self.settings("x").required("LANDFALL_THING") == "x")
        for missing in [nil, ""] {
            #expect(Self.settings(missing).string("LANDFALL_THING") == nil)
            #expect(
                complaint { _ = try Self.settings(missing).required("LANDFALL_THING") } == "LANDFALL_THING is not set")
        }
    }

    @Test("A number has to be whole and in its range", arguments: ["0", "9", "-1", "1.5", "two", " 1", "1e3"])
    func integers(_ bad: String) throws {
        #expect(try Self.settings("8").integer("LANDFALL_THING", default: 3, in: 1...8) == 8)
        #expect(try Self.settings(nil).integer("LANDFALL_THING", default: 3, in: 1...8) == 3)
        #expect(
            complaint { _ = try Self.settings(bad).integer("LANDFALL_THING", default: 3, in: 1...8) }
                == "LANDFALL_THING must be a whole number from 1 to 8, not “\(bad)”")
    }

    @Test("A truth is told in one of three ways each")
    func booleans() throws {
        for text in ["true", "1", "yes"] {
            #expect(try Self.settings(text).boolean("LANDFALL_THING", default: false))
        }
        for text in ["false", "0", "no"] {
            #expect(try !Self.settings(text).boolean("LANDFALL_THING", default: true))
        }
        #expect(try Self.settings(nil).boolean("LANDFALL_THING", default: true))
        #expect(
            complaint { _ = try Self.settings("maybe").boolean("LANDFALL_THING", default: true) }
                == "LANDFALL_THING must be true or false, not “maybe”")
    }

    @Test("A length of time that can't be read is named with what it should look like")
    func durations() throws {
        #expect(try Self.settings("5s").duration("LANDFALL_THING", default: .zero) == .seconds(5))
        #expect(try Self.settings(nil).duration("LANDFALL_THING", default: .seconds(7)) == .seconds(7))
        #expect(
            complaint { _ = try Self.settings("5 s").duration("LANDFALL_THING", default: .zero) }
                == "LANDFALL_THING must be a length of time such as 500ms, 5s, 2m or 1h, not “5 s”")
    }

    @Test(
        "Lengths of time are a whole number and a unit",
        arguments: [
            ("0s", Duration.zero), ("500ms", .milliseconds(500)), ("5s", .seconds(5)), ("2m", .seconds(120)),
            ("1h", .seconds(3600)), ("1000000000h", .seconds(3_600_000_000_000)),
        ])
    func durationText(_ text: String, _ duration: Duration) {
        #expect(DurationText.parse(text) == duration)
    }

    @Test(
        "What is no length of time is refused",
        arguments: ["", "5", "s", "-5s", "+5s", "1.5s", "5S", "5 s", "5s ", " 5s", "5d", "٥s", "1000000001s", "5ss"])
    func noDuration(_ text: String) {
        #expect(DurationText.parse(text) == nil)
    }

    @Test("A base address loses the slash at its end")
    func baseURL() throws {
        for text in ["https://graph.example", "https://graph.example/"] {
            #expect(try Self.settings(text).baseURL("LANDFALL_THING") == "https://graph.example")
        }
        #expect(try Self.settings("http://h:8080/api").baseURL("LANDFALL_THING") == "http://h:8080/api")
        #expect(try Self.settings(nil).baseURL("LANDFALL_THING", default: "https://d") == "https://d")
        #expect(complaint { _ = try Self.settings(nil).baseURL("LANDFALL_THING") } == "LANDFALL_THING is not set")
    }

    @Test(
        "What is no base address is refused, and not repeated: it may hold a password",
        arguments: [
            "graph.example", "ftp://hush", "https://", "https:///hush", "https://u:hush@h", "https://h?hush",
            "https://h#hush",
        ])
    func noBaseURL(_ text: String) {
        let text = complaint { _ = try Self.settings(text).baseURL("LANDFALL_THING") }
        #expect(text == "LANDFALL_THING must be an http or https address without user, query or fragment")
    }

    @Test("A secret is the content of a file, without the line break at its end")
    func secret() throws {
        try withFile(Array("s3cret\n".utf8)) { path in
            let secret = try Self.settings(path).secret("LANDFALL_THING")
            #expect(secret == "s3cret")
        }
    }

    @Test("A secret that isn't in a file is refused by the name of its variable")
    func noSecret() throws {
        #expect(complaint { _ = try Self.settings(nil).secret("LANDFALL_THING") } == "LANDFALL_THING is not set")
        let gone = "/nowhere/at-all"
        #expect(
            complaint { _ = try Self.settings(gone).secret("LANDFALL_THING") }
                == "LANDFALL_THING names a file that can't be read: \(gone)")
        try withFile(Array("\n".utf8)) { path in
            let text = complaint { _ = try Self.settings(path).secret("LANDFALL_THING") }
            #expect(text == "LANDFALL_THING names an empty file: \(path)")
        }
        try withFile([0x68, 0x75, 0x73, 0x68, 0xFF]) { path in
            let text = complaint { _ = try Self.settings(path).secret("LANDFALL_THING") }
            #expect(text == "LANDFALL_THING names a file that is no text: \(path)")
        }
    }

    @Test("Values for states are read by name, and what can't be meant is refused by the name of the variable")
    func states() throws {
        func states(_ text: String?) throws -> StateValues<ItemState> {
            try Settings(text.map { [Settings.itemStates: $0] } ?? [:]).states(Settings.itemStates)
        }
        #expect(try states(nil) == StateValues())
        #expect(try states("closed_complete=30")[.closedComplete] == "30")
        #expect(
            complaint { _ = try states("complete=30") }
                == "LANDFALL_SERVICENOW_STATES names “complete”, which is none of open, work_in_progress, "
                + "closed_complete, closed_incomplete, closed_skipped")
    }
}
