import Foundation
import Interposer
import Testing

@Suite("An interposer before a real broker", .timeLimit(.minutes(1)))
struct RealBrokerTests {
    @Test(
        "A publish that is withheld reaches no queue; one whose confirm is withheld does",
        arguments: Trigger.Phase.allCases)
    func publish(phase: Trigger.Phase) async throws {
        try await withQueue { queue, direct in
            let (interposer, port) = try await interposed()
            let service = try await TestBrokerClient(port: port, as: try .broker())
            service.publish(to: queue, body: [1])
            try await service.expectConfirm()

            let standstill = await interposer.watch(for: Trigger(step: 1, phase: phase))
            service.publish(to: queue, body: [2])
            for await step in standstill { #expect(step.kind == .publish) }
            await interposer.dropConnections()
            let expected: UInt32 = phase == .before ? 1 : 2
            #expect(try await settledDepth(of: queue, direct) == expected)
            #expect(interposer.blindSpots.isEmpty)
            await interposer.stop()
        }
    }

    @Test(
        "A delivery whose acknowledgement is withheld comes back; one that was acknowledged does not",
        arguments: Trigger.Phase.allCases)
    func acknowledge(phase: Trigger.Phase) async throws {
        try await withQueue { queue, direct in
            direct.publish(to: queue, body: [1])
            try await direct.expectConfirm()
            let (interposer, port) = try await interposed()
            let service = try await TestBrokerClient(port: port, as: try .broker())
            try await service.get(queue)

            let standstill = await interposer.watch(for: Trigger(step: 1, phase: phase))
            service.socket.send(Wire.acknowledge(1))
            for await step in standstill { #expect(step.description == "amqp ack \(queue) #1") }
            await interposer.dropConnections()
            let expected: UInt32 = phase == .before ? 1 : 0
            #expect(try await settledDepth(of: queue, direct) == expected)
            await interposer.stop()
        }
    }

    private func interposed() async throws -> (Interposer, UInt16) {
        let interposer = try Interposer(name: "test")
        return (interposer, try await interposer.interpose(.amqp, toPort: try TestServer.broker().port))
    }

    private func withQueue(_ body: (String, TestBrokerClient) async throws -> Void) async throws {
        let queue = "interposer-" + UUID().uuidString.filter(\.isLetter).lowercased()
        let server = try TestServer.broker()
        let direct = try await TestBrokerClient(port: server.port, as: server)
        try await direct.declare(queue)
        do {
            try await body(queue, direct)
        } catch {
            try? await direct.delete(queue)
            throw error
        }
        try await direct.delete(queue)
    }

    /// The depth once nothing moves any more: what a closed connection held comes back a moment later.
    private func settledDepth(of queue: String, _ client: TestBrokerClient) async throws -> UInt32 {
        var last = try await client.depth(of: queue)
        var same = 0
        while same < 10 {
            try await Task.sleep(for: .milliseconds(20))
            let depth = try await client.depth(of: queue)
            same = depth == last ? same + 1 : 0
            last = depth
        }
        return last
    }
}
