import AMQP
import Domain
import Testing

@testable import Fleet

@Suite("The topology")
struct TopologyTests {
    private static let rungs = [
        "1s": 1_000, "5s": 5_000, "30s": 30_000, "2m": 120_000, "10m": 600_000, "1h": 3_600_000,
    ]

    private static func deadLettering(to queue: String) -> AMQPTable {
        [
            "x-queue-type": "quorum", "x-dead-letter-exchange": "", "x-dead-letter-routing-key": .string(queue),
            "x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish",
        ]
    }

    @Test("has the queues of each stage, with their settings", arguments: Stage.allCases)
    func queues(_ stage: Stage) {
        let name = "landfall.\(stage.rawValue)"
        var expected: [String: AMQPTable] = [:]
        var work = Self.deadLettering(to: "\(name).dead")
        work["x-delivery-limit"] = .int64(20)
        expected[name] = work
        for (rung, milliseconds) in Self.rungs {
            var retry = Self.deadLettering(to: name)
            retry["x-message-ttl"] = .int64(Int64(milliseconds))
            expected["\(name).retry.\(rung)"] = retry
        }
        // Without a limit of any kind: nothing that stands there may be lost.
        expected["\(name).dead"] = ["x-queue-type": "quorum"]
        let queues = LandfallTopology.topology.queues.filter { $0.name == name || $0.name.hasPrefix("\(name).") }
        #expect(Dictionary(queues.map { ($0.name, $0.arguments) }) { $1 } == expected)
        #expect(queues.count == 8)
        for queue in queues { #expect(queue.durable && !queue.exclusive && !queue.autoDelete) }
    }

    @Test("has the approved names and bindings: other programs and people rely on them")
    func snapshot() {
        let topology = LandfallTopology.topology
        #expect(topology.exchanges == [.init(name: "landfall.events", kind: .topic)])
        #expect(
            Stage.allCases.map(\.rawValue) == [
                "watch", "validate", "approve", "execute", "verify", "record", "settle", "notify", "incident",
            ])
        #expect(topology.queues.count == 9 * 8)
        #expect(topology.bindings.allSatisfy { $0.exchange == "landfall.events" && $0.arguments.isEmpty })
        #expect(
            topology.bindings.map { "\($0.routingKey) > \($0.queue)" } == [
                "ticket.fulfilled > landfall.watch", "request.rejected > landfall.watch",
                "request.received > landfall.validate", "run.started > landfall.validate",
                "run.landed > landfall.validate", "run.reverted > landfall.validate",
                "run.stuck > landfall.validate", "request.rejected > landfall.validate",
                "request.withdrawn > landfall.validate", "request.validated > landfall.approve",
                "request.withdrawn > landfall.approve", "request.approved > landfall.execute",
                "request.withdrawn > landfall.execute", "operator.retry_requested > landfall.execute",
                "operator.rollback_requested > landfall.execute",
                "access.end_due > landfall.execute", "access.drifted > landfall.execute", "# > landfall.record",
                "request.blocked > landfall.settle", "request.withdrawn > landfall.settle",
                "request.rejected > landfall.settle",
                "approval.requested > landfall.settle", "approval.reminded > landfall.settle",
                "approval.escalated > landfall.settle", "approval.given > landfall.settle",
                "run.started > landfall.settle", "run.deferred > landfall.settle",
                "operation.throttled > landfall.settle",
                "run.landed > landfall.settle", "run.reverted > landfall.settle", "run.stuck > landfall.settle",
                "run.retry_refused > landfall.settle", "run.rollback_refused > landfall.settle",
                "access.ending > landfall.settle",
                "access.ended > landfall.settle",
                "access.end_failed > landfall.settle", "access.end_cancelled > landfall.settle",
                "access.drifted > landfall.settle", "access.drift_ended > landfall.settle",
                "message.dead_lettered > landfall.settle",
                "request.blocked > landfall.notify", "request.approved > landfall.notify",
                "request.rejected > landfall.notify", "approval.requested > landfall.notify",
                "approval.reminded > landfall.notify", "approval.escalated > landfall.notify",
                "run.reverted > landfall.notify", "run.stuck > landfall.notify",
                "run.retry_refused > landfall.notify", "run.rollback_refused > landfall.notify",
                "access.ended > landfall.notify", "access.end_failed > landfall.notify",
                "access.drifted > landfall.notify", "access.drift_ended > landfall.notify",
                "ticket.not_applied > landfall.notify", "ticket.pending > landfall.notify",
                "message.dead_lettered > landfall.notify",
                "run.reverted > landfall.incident", "run.stuck > landfall.incident",
                "ticket.not_applied > landfall.incident", "ticket.pending > landfall.incident",
                "access.end_failed > landfall.incident",
                "message.dead_lettered > landfall.incident",
            ])
        #expect(
            Dictionary(uniqueKeysWithValues: Stage.allCases.map { ($0, $0.isSent.map(\.rawValue)) })
                .filter { !$0.value.isEmpty } == [
                    .verify: ["operation.verification_due"],
                    .incident: [
                        "request.blocked", "request.rejected", "approval.requested", "run.landed", "ticket.updated",
                        "ticket.fulfilled", "access.ended", "access.end_cancelled",
                    ],
                ])
    }

    @Test("A stage takes what its queue is bound to, and what is sent to it")
    func takes() {
        for stage in Stage.allCases {
            let bound = LandfallTopology.bindings(of: stage).map(\.routingKey)
            for type in EventType.allCases {
                let isExpected =
                    bound.contains("#") || bound.contains(type.rawValue) || stage.isSent.contains(type)
                #expect(stage.takes(type) == isExpected, "\(stage) and \(type)")
            }
        }
    }

    @Test("A wait for a stage is made in the first retry queue that isn't shorter, and no wait in its work queue")
    func waiting() {
        #expect(Stage.verify.queue(after: .zero) == "landfall.verify")
        #expect(Stage.verify.queue(after: .milliseconds(500)) == "landfall.verify.retry.1s")
        #expect(Stage.verify.queue(after: .seconds(6)) == "landfall.verify.retry.30s")
    }

    @Test("Milliseconds are whole, and rounded down")
    func milliseconds() {
        #expect(Duration.milliseconds(1_999).milliseconds == 1_999)
        #expect(Duration.microseconds(1_999).milliseconds == 1)
        #expect(Duration.seconds(3_600).milliseconds == 3_600_000)
    }
}
