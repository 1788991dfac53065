import Domain
import Fleet
import Foundation
import Logging
import OrderedCollections
import Postgres
import ServiceNow
import SimulatorKit
import TestSupport

@testable import Auditor
@testable import ServiceNowSimulator

/// A database and a simulated instance with one approved ticket, whose flow waits for its catalogue task; and processes between them that
/// settle tickets.
struct TaskBench: Sendable {
    static let catalogItem = "c1000000000000000000000000000002"

    let instance: SimulatedInstance
    let database: PostgresClient
    /// Its run has landed.
    let landed: Event

    /// - Parameters:
    ///   - flow: how the flow is, besides which item it is of; nil for none.
    ///   - rules: what else is switched on.
    static func with(
        flow: JSONObject? = [:], rules: JSONObject = [:], _ body: @escaping @Sendable (TaskBench) async throws -> Void
    ) async throws {
        try await TestDatabase.with("audit", AuditSchema.migrations) { database in
            try await SimulatedInstance.with { instance in
                let bench = TaskBench(instance: instance, database: database, landed: try landing())
                var all = rules
                if let flow {
                    all["flows"] = [.object(flow.merging(["cat_item": .string(catalogItem)]) { $1 })]
                }
                try instance.rules(.object(all))
                try bench.order(Samples.sysID, Samples.ritm)
                try await body(bench)
            }
        }
    }

    static func landing(_ ticket: Ticket = Samples.ticket) throws -> Event {
        let plan = try Plan(
            ticket: ticket, beneficiary: Samples.person,
            operations: [
                PlannedOperation(key: Samples.key(ritm: ticket.number), entitlement: "e", groupName: "APP-GROUP-1")
            ],
            risk: .low, onPartialFailure: .rollBack, policyVersion: String(repeating: "ab", count: 32),
            fulfilment: .task)
        return Samples.event(.runLanded(Samples.ended(plan, states: [.verified])))
    }

    /// Another approved ticket.
    func order(_ sysID: SysID, _ ritm: RITMNumber) throws {
        try change { instance throws(Refusal) in
            _ = try instance.insert(
                "sc_req_item",
                [
                    "number": ritm.description, "cat_item": Self.catalogItem, "state": "1", "active": "true",
                    "approval": "approved",
                ], sysID: sysID.description, Self.person)
        }
    }

    /// Another process.
    func handler(
        limit: Duration = .seconds(600), lateness: Duration = .zero, obstacle: String? = nil
    ) -> SettlementHandler {
        let group = GroupCommit(database: database)
        let tasks = TaskSettler(
            serviceNow: instance.client, writes: TaskWriteStore(database: group),
            patience: FollowPatience(limit: limit), lateness: lateness)
        return SettlementHandler(
            settler: TicketSettler(
                serviceNow: instance.client, writes: TicketWriteStore(database: group), tasks: tasks,
                lateness: lateness, now: { Samples.at }),
            turns: TurnTaking(leases: TicketLeases(database: database)), now: { Samples.at }, obstacle: { obstacle })
    }

    func settle(_ event: Event? = nil, by handler: SettlementHandler? = nil) async throws -> StageOutcome {
        let event = event ?? landed
        let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let context = HandlingContext(
            attempt: 1, trace: Samples.trace, body: try EventCoding.encode(event), logger: quiet)
        return try await (handler ?? self.handler()).handle(event, context: context)
    }

    /// Why it failed, whether that was stated or thrown; nil when it didn't.
    func failure(limit: Duration = .seconds(600)) async throws -> Failure? {
        do {
            guard case .failed(let failure, let emissions) = try await settle(by: handler(limit: limit)) else {
                return nil
            }
            guard emissions.map(\.fact.type) == [.ticketNotApplied] else {
                throw NeverHappened(what: "the statement that the ticket doesn't show it")
            }
            return failure
        } catch let failure as Failure {
            return failure
        }
    }

    // MARK: - Witnesses

    var item: SimulatedInstance.Record { get throws { try only(of: "sc_req_item") } }
    var task: SimulatedInstance.Record { get throws { try only(of: "sc_task") } }

    private func only(of table: String) throws -> SimulatedInstance.Record {
        let records = instance.records(of: table)
        guard records.count == 1 else { throw NeverHappened(what: "a single record of \(table)") }
        return records[0]
    }

    /// How many writes of clients to a table took effect.
    func writes(to table: String) -> Int {
        instance.simulator.environment.journal.entries.count {
            $0.details["table"]?.string == table && $0.details["cause"]?.string == "request"
        }
    }

    // MARK: - Controls

    /// What a client does, as `cause` has it.
    private static let person = WriteContext(
        caller: .platform, now: GlideDateTime(Samples.at), cause: "person")

    private func change(_ body: (inout Instance) throws(Refusal) -> Void) throws {
        try instance.simulator.change(requestID: nil, at: Date(), body)
    }

    /// What a person, or a rule, sets on a record.
    func change(_ table: String, _ record: SimulatedInstance.Record, _ values: [String: String]) throws {
        try change { instance throws(Refusal) in
            guard let place = instance.database.find(table, record["sys_id"]) else { return }
            try instance.update(place, values, Self.person)
        }
    }

    func makeTask() throws {
        try change { instance throws(Refusal) in
            _ = try instance.insert(
                "sc_task", ["request_item": Samples.sysID.description, "state": "1"], Self.person)
        }
    }

    /// When a call of the method for a table comes, the nth time, does that.
    func misbehave(_ method: String, _ table: String, nth: JSONValue = 1, _ act: JSONValue) throws {
        try instance.simulator.environment.faults.replaceRules([
            [
                "match": ["method": .string(method), "path": .string("^/api/now/table/\(table)")], "nth": nth,
                "act": act,
            ]
        ])
    }

    /// As if the flow had been waited for so long, the last time that long ago.
    func waited(_ waited: Duration, lookedAgo ago: Duration = .zero) async throws {
        try await database.query(
            """
            UPDATE audit.task_writes SET waited_ms = \(Int(waited / .milliseconds(1))),
                looked_at = clock_timestamp() - \(ago / .seconds(1)) * interval '1 second'
            """)
    }
}
