import AMQP
import Domain
import Fleet
import Foundation
import OrderedCollections
import Postgres
import SimulatorKit
import TestSupport
import Testing

/// A broker, a database, a simulated Entra and a simulated ServiceNow, and between them all five services as they are launched, two Auditors
/// among them, in this process. Nothing is stated by hand: a person approves a ticket, and the rest follows.
struct TicketBench: Sendable {
    let serviceNow: SimulatedServiceNow
    let directory: SimulatedDirectory
    let broker: AMQPConfiguration
    let databaseURL: String
    /// The test's own connection to it.
    let database: PostgresClient
    let files: Files
    private let client: AMQPClient

    /// What the services read from files.
    struct Files: Sendable {
        let graphSecret: TemporaryFile
        let serviceNowSecret: TemporaryFile
        let webhookKey: TemporaryFile
        let policy: TemporaryFile

        init() throws {
            graphSecret = try TemporaryFile(SimulatedDirectory.secret)
            serviceNowSecret = try TemporaryFile(SimulatedServiceNow.secret)
            webhookKey = try TemporaryFile(Data(repeating: 7, count: 32).base64EncodedString())
            policy = try TemporaryFile(SimulatedDirectory.policy)
        }
    }

    /// How long a message waits in a retry queue here.
    private static let retry = Duration.milliseconds(200)

    /// - Parameters:
    ///   - tickets: all that will be approved.
    ///   - hidden: how many more items stand before them, approved and not to be seen.
    ///   - rules: of the instance.
    static func with(
        _ tickets: [WeatherTicket], hidden: Int = 0, rules: JSONObject = [:],
        _ body: @escaping @Sendable (TicketBench) async throws -> Void
    ) async throws {
        try await SimulatedDirectory.with(tickets) { directory in
            try await SimulatedServiceNow.with(tickets, hidden: hidden, rules: rules) { serviceNow in
                try await TestDatabase.withURL { databaseURL, database in
                    try await TestBroker.withHost(longestRetry: retry) { broker in
                        try await TestBroker.withClient(broker, topology: LandfallTopology.topology) { client in
                            let bench = TicketBench(
                                serviceNow: serviceNow, directory: directory, broker: broker, databaseURL: databaseURL,
                                database: database, files: try Files(), client: client)
                            try await bench.running {
                                try await bench.isReady()
                                try await body(bench)
                            }
                        }
                    }
                }
            }
        }
    }

    // MARK: - Waiting

    /// Returns when the services have made their tables.
    private func isReady() async throws {
        try await waitUntil("the audit trail", within: .seconds(30)) {
            let rows = try await database.query("SELECT to_regclass('audit.incident_turns') IS NOT NULL AS is_there")
            return try rows.first?.decode("is_there", as: Bool.self) ?? false
        }
    }

    /// Returns when the trail has so many facts of a type about a ticket.
    func stated(
        _ type: EventType, of ticket: WeatherTicket, times: Int = 1, within limit: Duration = .seconds(60)
    ) async throws {
        do {
            try await waitUntil(type.rawValue, within: limit) {
                try await trail(of: ticket).count { $0 == type.rawValue } >= times
            }
        } catch {
            throw NeverHappened(
                what: "\(type.rawValue) of \(ticket.ritm): \(try await trail(of: ticket)), \(serviceNow.told(ticket))")
        }
    }

    /// The types of the events on record about a ticket, in order.
    func trail(of ticket: WeatherTicket) async throws -> [String] {
        let rows = try await database.query("SELECT type FROM audit.events WHERE ritm = \(ticket.ritm) ORDER BY number")
        return try rows.map { try $0.decode("type", as: String.self) }
    }

    /// The events of a type on record about a ticket.
    func events(_ type: EventType, of ticket: WeatherTicket) async throws -> [Event] {
        let rows = try await database.query(
            "SELECT body FROM audit.events WHERE ritm = \(ticket.ritm) AND type = \(type.rawValue) ORDER BY number")
        return try rows.map { try EventCoding.decode(try $0.decode("body", as: [UInt8].self)) }
    }

    /// Returns when no stage has anything to do any more, now or later.
    func atRest() async throws {
        let queues = Stage.allCases.flatMap { stage in
            [stage.queue] + RetryRung.allCases.map { stage.retryQueue($0) }
        }
        // Twice: what is in somebody's hands is in no queue's count.
        var calm = 0
        try await waitUntil("all queues being empty", within: .seconds(60)) {
            var count = 0
            for queue in queues { count += try await client.messageCount(of: queue) }
            calm = count == 0 ? calm + 1 : 0
            return calm == 5
        }
    }

    /// How many messages a stage has given up.
    func dead(_ stage: Stage) async throws -> Int { try await client.messageCount(of: stage.deadQueue) }

    // MARK: - Judging

    /// The ticket was given these states, each once, and has these notes, by what each begins with, each once, in any order.
    func expectTold(
        _ ticket: WeatherTicket, states: [String], notes: [String], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let told = serviceNow.told(ticket)
        #expect(told.states == states, "\(ticket.ritm)", sourceLocation: sourceLocation)
        #expect(told.notes.count == notes.count, "\(told.notes)", sourceLocation: sourceLocation)
        for note in notes {
            #expect(
                told.notes.count { $0.hasPrefix(note) } == notes.count { $0 == note }, "\(note): \(told.notes)",
                sourceLocation: sourceLocation)
        }
    }

    /// The ticket was worked on, then closed, each once, with one note each; the membership was written once.
    ///
    /// - Parameter isOvertaken: whether the closing may have come first, after which nobody is told that work has begun.
    func expectFulfilled(
        _ ticket: WeatherTicket, orOvertaken isOvertaken: Bool = true, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        if isOvertaken, serviceNow.told(ticket).states == ["3"] {
            expectTold(ticket, states: ["3"], notes: [Note.fulfilled], sourceLocation: sourceLocation)
        } else {
            expectTold(
                ticket, states: ["2", "3"], notes: [Note.started, Note.fulfilled], sourceLocation: sourceLocation)
        }
        #expect(directory.effects(on: ticket) == ["member.added"], sourceLocation: sourceLocation)
        #expect(serviceNow.incidents(of: ticket).isEmpty, sourceLocation: sourceLocation)
    }
}

/// What a work note begins with.
enum Note {
    static let started = "In Progress – Provisioning"
    static let fulfilled = "Fulfilled"
    static let reverted = "Reverted"
    static let blocked = "Blocked"
    static let stopped = "Stopped"
}
