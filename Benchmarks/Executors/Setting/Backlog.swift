import AMQP
import BenchmarkSupport
import Domain
import Fleet
import Foundation
import Logging

/// Approved requests, each of which adds one person to one group.
struct Backlog: Sendable {
    /// Who is added to what by the request of a number.
    let pair: @Sendable (Int) -> (person: Int, group: Int)
    private let at = Date()

    init(pair: @escaping @Sendable (Int) -> (person: Int, group: Int)) {
        self.pair = pair
    }

    /// So many of these are on their way to the broker at a time.
    private static let window = 256

    /// Puts requests into the executors' queue, in the order of their numbers as far as the broker takes them so.
    func publish(_ numbers: Range<Int>, to ground: Ground) async throws {
        var logger = Logger(label: "benchmark")
        logger.logLevel = .warning
        let client = AMQPClient(
            configuration: try AMQPConfiguration(url: ground.amqpURL), topology: LandfallTopology.topology,
            logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.run() }
            try await withThrowingTaskGroup(of: Void.self) { workers in
                for worker in 0..<Self.window {
                    workers.addTask {
                        for number in stride(
                            from: numbers.lowerBound + worker, to: numbers.upperBound, by: Self.window)
                        {
                            let message = try EventMessage.make(event(number), version: LandfallVersion.current)
                            // Straight into the queue: the Auditor, which would get a copy, isn't there.
                            try await client.publish(message, exchange: "", routingKey: Stage.execute.queue)
                        }
                    }
                }
                try await workers.waitForAll()
            }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// The event by which the Approver states it.
    func event(_ number: Int) throws -> Event {
        let key = try key(number)
        let (person, group) = pair(number)
        let beneficiary = BenchmarkPerson(number: person)
        guard let ticket = SysID("c9" + BenchmarkPerson.padded(number, 30)),
            let approver = SysID("e9" + BenchmarkPerson.padded(1, 30)),
            let record = SysID("f9" + BenchmarkPerson.padded(number, 30))
        else { throw BenchmarkFailure("request \(number) can't be made") }
        let plan = try Plan(
            ticket: Ticket(sysID: ticket, number: key.ritm),
            beneficiary: Person(
                id: key.user, userPrincipalName: beneficiary.userName, displayName: beneficiary.displayName),
            operations: [
                PlannedOperation(
                    key: key, entitlement: Tenant.groupName(group), groupName: Tenant.groupName(group))
            ],
            risk: .low, onPartialFailure: .rollBack, policyVersion: String(repeating: "ab", count: 32))
        let decision = Approval.Decision(approver: approver, approverName: "Ben Okafor", at: at, record: record)
        let approval = Approval(source: .ticket, decisions: [decision], planDigest: plan.digest)
        var random = SystemRandomNumberGenerator()
        return Event(
            .requestApproved(RequestApproved(plan: plan, approval: approval)), at: at,
            by: Origin(service: "approver", instance: "benchmark"), trace: .root(using: &random))
    }

    /// The key of the one change that it asks for.
    func key(_ number: Int) throws -> OperationKey {
        let (person, group) = pair(number)
        guard let ritm = RITMNumber("RITM\(10_000_000 + number)"),
            let user = UserID(BenchmarkPerson(number: person).objectID), let group = GroupID(Tenant.groupID(group))
        else { throw BenchmarkFailure("request \(number) can't be made") }
        return OperationKey(ritm: ritm, user: user, group: group, action: .add)
    }
}
