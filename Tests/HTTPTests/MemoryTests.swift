import Foundation
import HTTP
import HTTPTypes
import Testing

@Suite("Memory")
struct MemoryTests {
    @Test("Fifty thousand requests take no more memory than ten thousand")
    func flat() async throws {
        try await withRawServer(keepsRequests: false) { connection in
            while connection.readRequest() != nil { connection.respond(headers: ["Content-Type: application/json"]) }
        } body: { server in
            let client = try makeClient()
            try await run(10_000, client, server.url)
            let before = try residentBytes()
            try await run(40_000, client, server.url)
            let growth = try residentBytes() - before
            // Other tests run beside this one, so there is room for theirs; 40,000 leaked transfers would take 400 MiB.
            #expect(growth < 64 << 20, "grew by \(growth) bytes")
        }
    }

    private func run(_ count: Int, _ client: HTTPClient, _ url: String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<(count / 8) {
                        let request = HTTPClientRequest(method: .post, url: url, body: Array(repeating: 1, count: 500))
                        _ = try await client.execute(request)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func residentBytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return try #require(Int(fields[1])) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
