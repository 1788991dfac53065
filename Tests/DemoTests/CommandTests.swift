import Foundation
import Testing

@testable import Demo

@Suite struct CommandTests {
    @Test(arguments: [("exit 0", Int32(0)), ("exit 7", 7), ("kill -TERM $$", 143)])
    func `the exit status says how a program ended`(script: String, status: Int32) async throws {
        #expect(try await Command(path: "/bin/sh", arguments: ["-c", script]).run(outputTo: "/dev/null") == status)
    }

    @Test func `what it says is in the file, and it is not waited for what it leaves running`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "landfall-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let start = ContinuousClock.now
        let status = try await Command(path: "/bin/sh", arguments: ["-c", "sleep 20 & echo out; echo err >&2"])
            .run(outputTo: file)
        #expect(status == 0)
        #expect(ContinuousClock.now - start < .seconds(10))
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "out\nerr\n")
    }

    @Test func `no signal is blocked or ignored in it, whatever it is started from`() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "landfall-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        _ = try await Command(path: "/bin/sh", arguments: ["-c", "grep -E 'SigBlk|SigIgn' /proc/self/status"])
            .run(outputTo: file)
        let masks = try String(contentsOfFile: file, encoding: .utf8).split(whereSeparator: \.isNewline)
            .compactMap { $0.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) } }
        // Signals 1 to 31; the C library keeps the next ones for itself.
        #expect(masks.map { $0 & 0x7FFF_FFFF } == [0, 0])
    }

    @Test func `a program that isn't there is an error that names it`() async throws {
        let failure = await #expect(throws: DemoFailure.self) {
            try await Command(path: "/no/such/program", arguments: []).run(outputTo: "/dev/null")
        }
        #expect(failure?.description.contains("/no/such/program") == true)
    }
}
