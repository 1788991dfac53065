import Foundation
import HTTP
import HTTPTypes
import Logging

/// The benchmark: rounds in which the C program and the client take turns.
struct Comparison {
    /// The least part of the C program's rate.
    static let goal = 0.8

    var requests: Int
    var concurrency: Int
    var rounds: Int

    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// Prints the rates. False if the client's is below the goal.
    func run() async throws -> Bool {
        let server = try PeerProcess(["serve"])
        defer { server.stop() }
        guard let port = server.readLine() else { throw Failed(description: "the server did not start") }
        let url = "http://127.0.0.1:\(port)/v1.0/groups/2c1f"
        print("\(requests) requests, \(concurrency) at a time, \(rounds) rounds; requests per second")

        var ratios: [Double] = []
        for round in 1...rounds {
            let c = try measureC(url)
            let swift = try await measureSwift(url)
            ratios.append(swift.rate / c.rate)
            print("round \(round): C \(c), Swift \(swift), ratio \(percent(swift.rate / c.rate))")
        }
        let median = ratios.sorted()[rounds / 2]
        print("median ratio \(percent(median))", median >= Self.goal ? "" : "  below \(percent(Self.goal))")
        return median >= Self.goal
    }

    private func measureC(_ url: String) throws -> Measurement {
        let peer = try PeerProcess(["get", url, String(requests), String(concurrency)])
        defer { peer.stop() }
        let numbers = peer.readLine()?.split(separator: " ").compactMap { Double($0) } ?? []
        guard numbers.count == 2 else { throw Failed(description: "the C program failed") }
        return Measurement(requests: requests, seconds: numbers[0], processorSeconds: numbers[1])
    }

    private func measureSwift(_ url: String) async throws -> Measurement {
        let start = (ContinuousClock.now, Measurement.processorSeconds)
        var logger = Logger(label: "benchmark")
        logger.logLevel = .info
        let client = try HTTPClient(logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<concurrency {
                let share = requests / concurrency + (worker < requests % concurrency ? 1 : 0)
                group.addTask {
                    for _ in 0..<share {
                        let response = try await client.execute(HTTPClientRequest(url: url))
                        guard response.status.code == 200, !response.body.isEmpty else {
                            throw Failed(description: "a request failed with \(response.status)")
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let seconds = (ContinuousClock.now - start.0) / .seconds(1)
        await client.shutdown()
        return Measurement(
            requests: requests, seconds: seconds, processorSeconds: Measurement.processorSeconds - start.1)
    }

    private func percent(_ ratio: Double) -> String {
        "\(Int((ratio * 100).rounded())) %"
    }
}
