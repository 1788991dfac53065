import Domain
import Fleet
import Foundation
import Interposer
import Postgres
import ServiceNow
import TestSupport
import Testing

@testable import Ingest

@Suite("Reading what was hinted at")
struct ItemReaderTests {
    /// A reader at work, with everything around it.
    private struct Bench {
        let instance: ScriptedInstance
        let server: ScriptedServer
        let store: IntakeStore
        let broker: OwnBroker
        let time: ManualTime
        let log: LogCapture
        let arrivals = ChangeSignal()

        func reader(_ serviceNow: ServiceNowClient, _ publisher: EventPublisher) -> ItemReader {
            ItemReader(
                store: store, serviceNow: serviceNow, publisher: publisher, arrivals: arrivals, now: { time.now },
                logger: log.logger)
        }

        func hint(_ id: SysID = Samples.sysID) async throws {
            _ = try await store.hint(id, trace: Samples.trace, at: time.now)
            arrivals.notify()
        }

        func state(_ id: SysID = Samples.sysID) async throws -> String? {
            try await store.database.query("SELECT state FROM intake.requests WHERE sys_id = \(id.description)").first?
                .decode("state")
        }

        func note(_ id: SysID = Samples.sysID) async throws -> String? {
            try await store.database.query("SELECT note FROM intake.requests WHERE sys_id = \(id.description)").first?
                .decode("note", as: String?.self)
        }
    }

    /// Runs as many readers as asked for on an instance, a database and a broker, all of them the test's own.
    private func with(
        readers: Int = 1, isBound: Bool = true, port: UInt16? = nil, publishTimeout: Duration = .seconds(20),
        _ instance: ScriptedInstance, _ body: (Bench) async throws -> Void
    ) async throws {
        let log = LogCapture()
        let time = ManualTime()
        try await OwnBroker.with { broker in
            if isBound { try await broker.bind() }
            try await TestDatabase.with("intake", IntakeSchema.migrations) { database in
                try await ScriptedInstance.with(log: log, { instance.reply(to: $0) }) { serviceNow, server in
                    try await broker.withPublisher(port: port, timeout: publishTimeout) { publisher in
                        let bench = Bench(
                            instance: instance, server: server, store: IntakeStore(database: database), broker: broker,
                            time: time, log: log)
                        try await withThrowingTaskGroup(of: Void.self) { group in
                            for _ in 1...readers {
                                group.addTask { try await bench.reader(serviceNow, publisher).run() }
                            }
                            defer { group.cancelAll() }
                            try await body(bench)
                        }
                    }
                }
            }
        }
    }

    private func instance(_ rows: ScriptedInstance.Row...) -> ScriptedInstance {
        let instance = ScriptedInstance()
        for row in rows { instance.add(row, to: "sc_req_item") }
        return instance
    }

    @Test("An item that Landfall has ordered for an automation is stated as proposed by it", .timeLimit(.minutes(1)))
    func proposed() async throws {
        try await with(instance(Samples.itemRow())) { bench in
            let intents = IntentStore(database: bench.store.database)
            _ = try await intents.keep(IntentSamples.intent(), of: IntentSamples.client, at: bench.time.now)
            let kept = try #require(try await intents.takeDue(limit: 1, lease: 60, at: bench.time.now).first)
            #expect(try await intents.ordering(kept, at: bench.time.now))
            try await intents.ordered(kept, as: Samples.ticket)
            try await bench.hint()
            try await waitUntil("it is received") { try await bench.state() == "received" }
            let received = RequestReceived(ticket: Samples.ticket, proposedBy: IntentSamples.client)
            #expect(try await bench.broker.events().map(\.fact) == [.requestReceived(received)])
        }
    }

    @Test("An approved item is stated once, in the hint's trace, and is received", .timeLimit(.minutes(1)))
    func received() async throws {
        try await with(instance(Samples.itemRow())) { bench in
            try await bench.hint()
            try await waitUntil("it is received") { try await bench.state() == "received" }
            let events = try await bench.broker.events()
            #expect(events.map(\.fact) == [.requestReceived(RequestReceived(ticket: Samples.ticket))])
            #expect(events.first?.trace.traceID == Samples.trace.traceID)
            #expect(events.first?.by.service == "ingest")
            let number: String? = try await bench.store.database.query("SELECT number FROM intake.requests").first?
                .decode("number")
            #expect(number == Samples.ritm.description)
        }
    }

    @Test("Nothing of a hint is believed: the event's ticket is the one that ServiceNow shows", .timeLimit(.minutes(1)))
    func readBack() async throws {
        var row = Samples.itemRow()
        row["number"] = "RITM0099999"
        try await with(instance(row)) { bench in
            try await bench.hint()
            try await waitUntil("it is received") { try await bench.state() == "received" }
            #expect(try await bench.broker.events().map(\.ritm.description) == ["RITM0099999"])
        }
    }

    @Test("Several readers state each item once", .timeLimit(.minutes(2)))
    func several() async throws {
        let instance = ScriptedInstance()
        let ids = try (10..<40).map { try #require(SysID("c\($0)")) }
        for (index, id) in ids.enumerated() {
            instance.add(Samples.itemRow(id, try #require(RITMNumber("RITM00200\(10 + index)"))), to: "sc_req_item")
        }
        try await with(readers: 3, instance) { bench in
            for id in ids { try await bench.hint(id) }
            try await waitUntil("all are received") {
                let rows = try await bench.store.database.query(
                    "SELECT count(*) AS n FROM intake.requests WHERE state = 'received'")
                return try rows.first?.decode("n", as: Int64.self) == 30
            }
            let events = try await bench.broker.events()
            #expect(events.count == 30)
            #expect(Set(events.map(\.id)).count == 30)
        }
    }

    @Test("An item that isn't approved is set aside and not stated; pointed at again, it is", .timeLimit(.minutes(1)))
    func approvedLater() async throws {
        var row = Samples.itemRow()
        row["approval"] = "requested"
        try await with(instance(row)) { bench in
            try await bench.hint()
            try await waitUntil("it is set aside") { try await bench.state() == "set_aside" }
            #expect(try await bench.note() == "not approved (requested)")
            bench.instance.change("sc_req_item", where: "sys_id", is: Samples.sysID.description) {
                $0["approval"] = "approved"
            }
            #expect(try await bench.broker.events().isEmpty)
            try await bench.hint()
            try await waitUntil("it is received") { try await bench.state() == "received" }
            #expect(try await bench.broker.events().count == 1)
        }
    }

    @Test("An item that doesn't show yet is looked for again, and found", .timeLimit(.minutes(1)))
    func shownLater() async throws {
        try await with(instance()) { bench in
            try await bench.hint()
            try await waitUntil("it is put off") { try await bench.note() == Reason.serviceNowRecordGone.rawValue }
            #expect(try await bench.state() == "hinted")
            bench.instance.add(Samples.itemRow(), to: "sc_req_item")
            bench.time.advance(by: 2)
            bench.arrivals.notify()
            try await waitUntil("it is received") { try await bench.state() == "received" }
        }
    }

    @Test("While ServiceNow throttles, items wait as long as it asked, and none is lost", .timeLimit(.minutes(1)))
    func throttled() async throws {
        let instance = instance(Samples.itemRow())
        instance.detour { _ in
            ScriptedInstance.error(429, "Rate limit exceeded", "100 per hour", fields: ["Retry-After": "40"])
        }
        try await with(instance) { bench in
            try await bench.hint()
            try await waitUntil("it is put off") { try await bench.note()?.contains("servicenow.throttled") == true }
            #expect(try await bench.state() == "hinted")
            #expect(try await bench.store.takeDue(limit: 1, lease: 0, at: bench.time.now + 39).isEmpty)
            bench.instance.detour(nil)
            bench.time.advance(by: 40)
            bench.arrivals.notify()
            try await waitUntil("it is received") { try await bench.state() == "received" }
            #expect(try await bench.broker.events().count == 1)
        }
    }

    // MARK: - Received only when the broker has it (I2)

    @Test("An event that the broker can't place leaves its item due: it is stated again (I2)", .timeLimit(.minutes(1)))
    func unroutable() async throws {
        try await with(isBound: false, instance(Samples.itemRow())) { bench in
            try await bench.hint()
            try await waitUntil("the publish failed") { bench.log.text.contains("service.broker_unavailable") }
            #expect(try await bench.state() == "hinted")
            try await bench.broker.bind()
            bench.time.advance(by: ItemReader.lease)
            bench.arrivals.notify()
            try await waitUntil("it is received") { try await bench.state() == "received" }
            #expect(try await bench.broker.events().count == 1)
        }
    }

    @Test(
        "An item is received only after the broker has confirmed its event; until then the same event is stated again (I2)",
        .timeLimit(.minutes(1)))
    func unconfirmed() async throws {
        let interposer = try Interposer(name: "ingest")
        let port = try await interposer.interpose(.amqp, toPort: OwnBroker.port())
        let publish = StepName(kind: .publish, detail: "request.received", occurrence: 1)
        let standstill = await interposer.watch(for: Trigger(step: publish, phase: .after))
        try await with(port: port, publishTimeout: .seconds(5), instance(Samples.itemRow())) { bench in
            try await bench.hint()
            // The broker has the event now, and nobody has heard that it does.
            for await _ in standstill {}
            #expect(try await bench.broker.events().count == 1)
            #expect(try await bench.state() == "hinted")
            try await waitUntil("the publisher gave up") { bench.log.text.contains("service.broker_unavailable") }
            #expect(try await bench.state() == "hinted")

            await interposer.dropConnections()
            try await waitUntil("it is received") {
                // As often as it takes: connecting anew may take longer than one publish waits.
                bench.time.advance(by: ItemReader.lease)
                bench.arrivals.notify()
                return try await bench.state() == "received"
            }
            let events = try await bench.broker.events()
            #expect(events.count >= 2)
            #expect(Set(events.map(\.id)).count == 1, "the same fact has the same id")
        }
        #expect(interposer.blindSpots.isEmpty)
        await interposer.stop()
    }

    @Test("No secret is in a log line, an event or a row (I7)", .timeLimit(.minutes(1)))
    func secrets() async throws {
        let instance = instance(Samples.itemRow())
        instance.detour { _ in .answer(500, body: "no") }
        try await with(instance) { bench in
            try await bench.hint()
            try await waitUntil("it failed") { try await bench.note()?.contains("servicenow.unavailable") == true }
            instance.detour(nil)
            bench.time.advance(by: 10)
            bench.arrivals.notify()
            try await waitUntil("it is received") { try await bench.state() == "received" }
            var texts = try await bench.broker.events().map { event in
                String(decoding: try EventCoding.encode(event), as: UTF8.self)
            }
            texts += try await bench.store.database.query("SELECT r::text AS text FROM intake.requests r").map { row in
                try row.decode("text")
            }
            #expect(texts.count == 2)
            texts.append(bench.log.text)
            #expect(bench.log.text.contains("request answered"))
            for text in texts {
                #expect(!text.contains(ScriptedInstance.secret))
                #expect(!text.contains(ScriptedInstance.token))
            }
        }
    }
}
