import SimulatorKit
import TestSupport
import Testing

/// A bench with one executor for all tests of a suite, which then cost little more than the slowest of them.
struct SharedBench: SuiteTrait, TestScoping {
    let orders: @Sendable () throws -> [Order]
    let faults: @Sendable () throws -> [FaultRuleText]
    /// How many messages wait for a person when all is over.
    var dead = 0

    @TaskLocal private static var shared: Bench?

    /// The bench of the suite that the test is in.
    static var current: Bench {
        get throws { try #require(shared) }
    }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let (ready, announce) = AsyncStream.makeStream(of: Bench.self)
        let (over, end) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { announce.finish() }
                try await Bench.with(try orders()) { bench in
                    try bench.entra.misbehave(try faults())
                    try await bench.running(ExecutorSetup()) {
                        announce.yield(bench)
                        for await _ in over {}
                    }
                    try await bench.expectNothingLost(dead: dead)
                }
            }
            for await bench in ready {
                defer { end.finish() }
                try await Self.$shared.withValue(bench) { try await function() }
            }
            try await group.waitForAll()
        }
    }
}
