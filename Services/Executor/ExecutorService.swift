import Domain
import Entra
import Fleet
import Foundation

/// Makes the changes that were approved, each exactly once in effect, and proves them by reading them back.
enum ExecutorService {
    static func parts(of fleet: Fleet) async throws -> ServiceParts {
        let quota = QuotaGate(
            database: fleet.database, holder: fleet.identity.instance,
            configuration: try QuotaConfiguration(fleet.settings), logger: fleet.logger)
        let graph = try fleet.graph(onAnswer: { quota.report(QuotaReport($0)) })
        try await fleet.refuseTokenThatDeletesPeople(of: graph)
        let ledger = Ledger(database: fleet.database)
        let verification = VerificationRule(
            firstDelay: try fleet.settings.duration("LANDFALL_VERIFY_FIRST_DELAY", default: .seconds(2)),
            interval: try fleet.settings.duration("LANDFALL_VERIFY_INTERVAL", default: .seconds(5)),
            agreeingReads: try fleet.settings.integer("LANDFALL_VERIFY_READS", default: 2, in: 1...20),
            limit: try fleet.settings.duration("LANDFALL_VERIFY_LIMIT", default: .seconds(600)))
        let gathering = try GatheringRule(fleet.settings)
        // Somebody waits for all of it: the change, and its proof, without which the ticket isn't closed.
        let pay: ChangeCaller.Pay = { cost in try await quota.acquire(QuotaCost(cost), priority: .people) }
        let reads = MembershipReader(graph: graph, rule: gathering, pay: pay)
        let execution = ExecutionHandler(
            operations: OperationExecution(
                changes: ChangeCaller(graph: graph, rule: gathering, pay: pay), reads: reads, ledger: ledger,
                verification: verification, now: fleet.now),
            ledger: ledger, now: fleet.now, publish: { try await fleet.publisher.publish($0, trace: $1) })
        return ServiceParts(
            schema: "ledger", migrations: LedgerSchema.migrations,
            stages: [
                execution,
                VerificationHandler(reads: reads, ledger: ledger, rule: verification, now: fleet.now),
            ],
            background: [quota],
            probes: [.graph: { try await graph.requireWritableToken() }],
            checks: [.graphPermissions(of: graph)])
    }
}
