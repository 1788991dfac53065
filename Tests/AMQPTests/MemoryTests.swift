import AMQP
import Foundation
import Glibc
import Testing

@Suite("Memory", .serialized, .timeLimit(.minutes(5)))
struct MemoryTests {
    /// Resident bytes of this process, from /proc/self/statm (its second field, in pages).
    private static func residentBytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (Int(fields[1]) ?? 0) * 4_096
    }

    /// The address sanitizer keeps freed memory back on purpose, and looks for leaks by itself.
    private static let isSanitized = dlsym(nil, "__asan_init") != nil

    @Test("100,000 messages through publisher and consumer leave no trace", .enabled(if: !isSanitized))
    func flat() async throws {
        try await TestBroker.withQueue(arguments: ["x-queue-type": "classic"]) { client, queue in
            func pass(_ count: Int) async throws {
                let message = AMQPMessage(
                    body: Array(repeating: 1, count: 600), headers: ["a": 1, "b": ["c": "d"]], messageID: "id")
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<64 {
                        group.addTask {
                            for _ in 0..<(count / 64) {
                                try await client.publish(message, exchange: "", routingKey: queue)
                            }
                        }
                    }
                    group.addTask {
                        try await client.withDeliveries(from: queue, prefetch: 64) { deliveries in
                            var received = 0
                            for try await delivery in deliveries {
                                try await delivery.ack()
                                received += 1
                                if received == count / 64 * 64 { break }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            try await pass(10_000)
            let before = try Self.residentBytes()
            try await pass(100_000)
            let grown = try Self.residentBytes() - before
            // A leak of 100 bytes for each message would be 10 MB. Other tests run in this process meanwhile, so the
            // bound leaves room for them.
            #expect(grown < 48 << 20, "grew by \(grown) bytes")
        }
    }
}
