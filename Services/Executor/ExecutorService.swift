import Domain
import Entra
import Fleet
import Foundation

/// Makes the changes that were approved, each exactly once in effect, and proves them by reading them back.
enum ExecutorService {
    static func parts(of fleet: Fleet) async throws -> ServiceParts {
        try await parts(of: fleet, tickets: ServiceNowTickets(try fleet.serviceNow()))
    }

    /// - Parameter tickets: looked at right before anything is changed.
    static func parts(of fleet: Fleet, tickets: any TicketLooking) async throws -> ServiceParts {
        let quota = QuotaGate(
            database: fleet.database, holder: fleet.identity.instance,
            configuration: try QuotaConfiguration(fleet.settings), logger: fleet.logger)
        let graph = try fleet.graph(onAnswer: { quota.report(QuotaReport($0)) })
        try await fleet.refuseTokenThatDeletesPeople(of: graph)
        let reminderLead = try fleet.settings.duration("LANDFALL_REMIND_BEFORE", default: .seconds(7 * 86_400))
        let lateness = try fleet.settings.duration("LANDFALL_GRAPH_LATENESS", default: .seconds(5))
        let ledger = Ledger(
            database: fleet.database, reminderLead: reminderLead / .seconds(1),
            effectLimit: graph.longestChange + lateness)
        let verification = VerificationRule(
            firstDelay: try fleet.settings.duration("LANDFALL_VERIFY_FIRST_DELAY", default: .seconds(2)),
            interval: try fleet.settings.duration("LANDFALL_VERIFY_INTERVAL", default: .seconds(5)),
            agreeingReads: try fleet.settings.integer("LANDFALL_VERIFY_READS", default: 2, in: 1...20),
            limit: try fleet.settings.duration("LANDFALL_VERIFY_LIMIT", default: .seconds(600)))
        let gathering = try GatheringRule(fleet.settings)
        // Somebody waits for a plan: for its changes, and their proof, without which the ticket isn't closed. Nobody for an end.
        func execution(_ priority: QuotaPriority) -> OperationExecution {
            let pay: ChangeCaller.Pay = { cost in try await quota.acquire(QuotaCost(cost), priority: priority) }
            return OperationExecution(
                changes: ChangeCaller(graph: graph, rule: gathering, pay: pay),
                reads: MembershipReader(graph: graph, rule: gathering, pay: pay), ledger: ledger,
                verification: verification, now: fleet.now)
        }
        let (operations, removals) = (execution(.people), execution(.background))
        let publish: RemovalSweep.Publish = { try await fleet.publisher.publish($0, trace: $1) }
        let drift = try DriftRule(fleet.settings, as: verification).map { rule in
            let pay: ChangeCaller.Pay = { cost in try await quota.acquire(QuotaCost(cost), priority: .drift) }
            return DriftWatch(
                ledger: ledger, rule: rule,
                reads: MembershipReader(graph: graph, rule: gathering, priority: .low, pay: pay),
                findPerson: { user, trace in
                    try await pay(.user)
                    return try await graph.user(user, priority: .low, trace: trace) != nil
                }, now: fleet.now, logger: fleet.logger)
        }
        return ServiceParts(
            schema: "ledger", migrations: LedgerSchema.migrations,
            stages: [
                ExecutionHandler(
                    operations: operations, removals: removals, ledger: ledger, tickets: tickets,
                    now: fleet.now, publish: publish),
                VerificationHandler(
                    reads: operations.reads, backgroundReads: removals.reads, ledger: ledger, rule: verification,
                    now: fleet.now),
            ],
            background: [
                quota, RemovalSweep(ledger: ledger, publish: publish, now: fleet.now, logger: fleet.logger),
                DriftStatements(ledger: ledger, publish: publish, logger: fleet.logger),
            ] + [drift].compactMap(\.self),
            // No stage needs ServiceNow for all that it does: what is taken back or ends goes on without.
            probes: [
                .graph: { try await graph.requireWritableToken() }, .serviceNow: { try await tickets.probe() },
            ],
            checks: [.graphPermissions(of: graph)])
    }
}
