import Domain
import Fleet
import Foundation
import HTTP
import OrderedCollections
import Postgres
import ServiceNow
import Synchronization
import TestSupport
import Testing

@testable import Ingest
@testable import ServiceNowSimulator
@testable import SimulatorKit

@Suite("Ordering what automations propose")
struct IntentOrdererTests {
    /// The simulated ServiceNow over HTTP, a database, and orderers on both. The time goes on only by hand.
    private struct Bench: Sendable {
        static let lateness: TimeInterval = 65

        let simulator: ServiceNowSimulator
        let serviceNow: ServiceNowClient
        let store: IntentStore
        let time: ManualTime
        let log: LogCapture
        let policy: Policy

        var orderer: IntentOrderer {
            IntentOrderer(
                store: store, serviceNow: serviceNow, policy: { policy }, arrivals: ChangeSignal(),
                lateness: Self.lateness, now: { time.now }, logger: log.logger)
        }

        func propose(_ intent: Intent = IntentSamples.intent()) async throws -> UUID {
            try await store.keep(intent, of: IntentSamples.client, at: time.now).kept.id
        }

        func kept(_ id: UUID) async throws -> IntentStore.Kept {
            try #require(try await store.intent(id, of: IntentSamples.client))
        }

        /// Works until nothing is due, with the time going on by so much before each round.
        func work(rounds: Int = 1, pause: TimeInterval = 0) async throws {
            for _ in 0..<rounds {
                time.advance(by: pause)
                _ = try await orderer.orderDue()
            }
        }

        func misbehave(_ rule: JSONValue) throws { try simulator.environment.faults.replaceRules(.array([rule])) }

        /// The numbers of the tickets of the item that are for the sample person, besides those of the seed.
        func tickets() -> [String] {
            simulator.instance.withLock { instance in
                instance.database.places(in: "sc_req_item", where: "opened_by", is: "d1000000000000000000000000000090")
                    .map { instance.database.value("number", of: $0) }
            }
        }
    }

    private func with(
        _ policy: Policy = IntentSamples.policy(), _ body: @escaping @Sendable (Bench) async throws -> Void
    ) async throws {
        let simulator = try ServiceNowSimulator(seed: JSONValue(parsing: PackageResources.seed_json))
        try await SimulatorServer(simulator, logger: TestBroker.quiet).withRunning { addresses in
            try await TestDatabase.with("intake", IntakeSchema.migrations) { database in
                let log = LogCapture()
                let secret = try TemporaryFile("servicenow-simulator-secret")
                // The simulator's clock is the machine's.
                let time = ManualTime(Date())
                let http = try HTTPClient(configuration: .init(requestTimeout: .seconds(20)), logger: log.logger)
                let client = ServiceNowClient(
                    configuration: ServiceNowConfiguration(
                        url: addresses.http, clientID: "landfall", clientSecretFile: secret.path),
                    http: http, now: { time.now })
                try await body(
                    Bench(
                        simulator: simulator, serviceNow: client, store: IntentStore(database: database), time: time,
                        log: log, policy: policy))
                await http.shutdown()
            }
        }
    }

    private static func order(_ act: JSONValue) -> JSONValue {
        ["match": ["method": "POST", "path": "order_now"], "act": act]
    }

    @Test("makes one ticket of it, for the person, with the mark in its reason")
    func once() async throws {
        try await with { bench in
            let id = try await bench.propose()
            try await bench.work(rounds: 3, pause: 700)
            let kept = try await bench.kept(id)
            #expect(kept.state == .ordered)
            let ticket = try #require(kept.ticket)
            #expect(bench.tickets() == [ticket.number.description])
            let item = try #require(try await bench.serviceNow.requestItem(ticket.sysID))
            #expect(item.requestedFor?.userName == IntentSamples.person)
            // People approve it as they do any ticket.
            #expect(!item.isApproved)
            let variables = try #require(try await bench.serviceNow.variables(of: ticket.sysID)).values
            #expect(variables["entitlement"] == "APP-FIN-READERS")
            #expect(variables["justification"].flatMap(IntentMark.init(in:))?.intent == id)
        }
    }

    @Test("finds the order again whose answer was lost, and makes no second one")
    func lostReply() async throws {
        try await with { bench in
            try bench.misbehave(Self.order(["close": "after"]))
            let id = try await bench.propose()
            try await bench.work()
            #expect(try await bench.kept(id).state == .ordering)
            // Until the instance can't carry it out any more, nothing is made of it.
            try await bench.work(rounds: 3, pause: 15)
            #expect(try await bench.kept(id).state == .ordering)
            try await bench.work(rounds: 3, pause: 60)
            #expect(try await bench.kept(id).state == .ordered)
            #expect(bench.tickets().count == 1)
        }
    }

    @Test("orders again what never came to an order")
    func lostCall() async throws {
        try await with { bench in
            try bench.misbehave(Self.order(["close": "before"]))
            let id = try await bench.propose()
            try await bench.work(rounds: 6, pause: 60)
            #expect(try await bench.kept(id).state == .ordered)
            #expect(bench.tickets().count == 1)
        }
    }

    @Test("an orderer that dies before, or after, its call leaves it to the next")
    func died() async throws {
        try await with { bench in
            let id = try await bench.propose()
            let kept = try #require(try await bench.store.takeDue(limit: 1, lease: 600, at: bench.time.now).first)
            #expect(try await bench.store.ordering(kept, at: bench.time.now))
            try await bench.work(rounds: 8, pause: 120)
            #expect(try await bench.kept(id).state == .ordered)
            #expect(bench.tickets().count == 1)
        }
        try await with { bench in
            let id = try await bench.propose()
            let kept = try #require(try await bench.store.takeDue(limit: 1, lease: 600, at: bench.time.now).first)
            #expect(try await bench.store.ordering(kept, at: bench.time.now))
            let item = IntentSamples.item()
            let request = try await bench.serviceNow.order(
                item.sysID, for: SysID("d1000000000000000000000000000001")!,
                variables: IntentOrder.variables(
                    of: kept.intent, item, IntentSamples.rule, client: IntentSamples.client)
            ).request
            try await bench.store.requested(kept, request)
            try await bench.work(rounds: 8, pause: 120)
            #expect(try await bench.kept(id).state == .ordered)
            #expect(bench.tickets().count == 1)
        }
    }

    @Test("one whose lease is over orders nothing any more")
    func stale() async throws {
        try await with { bench in
            _ = try await bench.propose()
            let stale = try #require(try await bench.store.takeDue(limit: 1, lease: 600, at: bench.time.now).first)
            bench.time.advance(by: 601)
            let taken = try await bench.store.takeDue(limit: 1, lease: 600, at: bench.time.now)
            #expect(taken.map(\.id) == [stale.id])
            let mayOrder = try await bench.store.ordering(stale, at: bench.time.now)
            #expect(!mayOrder)
            try await bench.store.refused(stale, because: "it stood still")
            try await bench.store.notOrdered(stale, until: bench.time.now, because: "it stood still")
            #expect(try await bench.kept(stale.id).state == .taken)
            #expect(try await bench.kept(stale.id).note == nil)
        }
    }

    @Test("several of them make one ticket")
    func several() async throws {
        try await with { bench in
            for number in 1...5 { _ = try await bench.propose(IntentSamples.intent { $0.key = "case-\(number)" }) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 1...4 { group.addTask { try await bench.work() } }
                try await group.waitForAll()
            }
            #expect(bench.tickets().count == 5)
        }
    }

    @Test("waits for an instance that is down or busy, and orders once when it is back")
    func busy() async throws {
        try await with { bench in
            let rule: JSONValue = [
                "match": ["method": "POST", "path": "order_now"], "nth": [1, 2],
                "act": ["status": 429, "headers": ["Retry-After": "7"]],
            ]
            try bench.misbehave(rule)
            let id = try await bench.propose()
            try await bench.work()
            #expect(try await bench.kept(id).state == .taken)
            #expect(try await bench.kept(id).note?.contains("servicenow.throttled") == true)
            try await bench.work(rounds: 4, pause: 60)
            #expect(try await bench.kept(id).state == .ordered)
            #expect(bench.tickets().count == 1)
        }
    }

    @Test("is refused, with the reason, where nobody has the name, or the item doesn't take it")
    func refused() async throws {
        try await with { bench in
            let nobody = try await bench.propose(IntentSamples.intent { $0.requestedFor = "nobody@contoso.example" })
            // Her record isn't active any more.
            let left = try await bench.propose(
                IntentSamples.intent {
                    $0.key = "left"
                    $0.requestedFor = "cleo.martin@contoso.example"
                })
            try await bench.work(rounds: 3, pause: 700)
            for id in [nobody, left] {
                let kept = try await bench.kept(id)
                #expect(kept.state == .refused)
                #expect(kept.note?.hasPrefix("nobody active in ServiceNow has the user name") == true)
            }
            #expect(bench.tickets().isEmpty)
            #expect(bench.log.text.contains("what an automation proposed is refused"))
        }
        // The policy doesn't know of the variable that the item can't do without.
        try await with(IntentSamples.policy(IntentSamples.item(IntentSamples.timed))) { bench in
            let id = try await bench.propose(IntentSamples.intent { $0.catalogItem = IntentSamples.timed })
            try await bench.work(rounds: 3, pause: 700)
            #expect(try await bench.kept(id).state == .refused)
            #expect(try await bench.kept(id).note?.contains("Mandatory Variables are required") == true)
        }
    }
}
