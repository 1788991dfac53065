import Domain
import Fleet
import Foundation
import OrderedCollections
import ServiceNow
import SimulatorKit
import Synchronization
import TestSupport
import Testing

@testable import Auditor
@testable import ServiceNowSimulator

@Suite("Whether the instance offers the configured states")
struct StateWatchTests {
    private static func watch(
        items: String? = nil, incidents: String? = nil, pause: Duration = .seconds(3600),
        log: LogCapture = LogCapture(),
        _ lookUp: @escaping StateWatch.LookUp
    ) throws -> StateWatch {
        StateWatch(
            itemStates: try items.map { try StateValues(text: $0) } ?? .init(),
            incidentStates: try incidents.map { try StateValues(text: $0) }, pause: pause, logger: log.logger,
            lookUp: lookUp)
    }

    private static let usual = StateChoices.offered([
        .init(value: "1", label: "Open"), .init(value: "2", label: "Work in Progress"),
        .init(value: "3", label: "Closed Complete"), .init(value: "4", label: "Closed Incomplete"),
    ])

    @Test("is not known before it was asked, and then is: a state that is never written may be missing")
    func usual() async throws {
        let watch = try Self.watch { _ in Self.usual }
        #expect(watch.problem() == "the states that the instance offers are not looked up yet")
        #expect(await watch.look())
        #expect(watch.problem() == nil && watch.itemProblem() == nil)
    }

    @Test("A value that isn't offered is named with its setting, and with what there is")
    func missing() async throws {
        let log = LogCapture()
        let watch = try Self.watch(items: "closed_complete=30,closed_skipped=7", log: log) { _ in Self.usual }
        #expect(await watch.look() == false)
        let line =
            "LANDFALL_SERVICENOW_STATES: closed_complete=30, closed_skipped=7 is not among the states that sc_req_item offers: "
            + "1 (Open), 2 (Work in Progress), 3 (Closed Complete), 4 (Closed Incomplete)"
        #expect(watch.problem() == line)
        #expect(watch.itemProblem() == line)
        #expect(log.text.contains("closed_complete=30"))
    }

    @Test("Incidents' states are looked up only where incidents are opened, and keep no ticket from being closed")
    func incidents() async throws {
        let asked = Mutex<[ServiceNowClient.StatefulTable]>([])
        let lookUp: StateWatch.LookUp = { table in
            asked.withLock { $0.append(table) }
            return Self.usual
        }
        _ = await (try Self.watch(lookUp)).look()
        #expect(asked.withLock(\.self) == [.requestItem])
        let watch = try Self.watch(incidents: "in_progress=2", lookUp)
        #expect(await watch.look() == false)
        #expect(watch.problem()?.hasPrefix("LANDFALL_INCIDENT_STATES: resolved=6 is not among") == true)
        #expect(watch.itemProblem() == nil)
    }

    @Test("Choices that may not be read are a warning: what is configured is used")
    func unreadable() async throws {
        for lookUp: StateWatch.LookUp in [
            { _ in throw Failure(.serviceNowForbidden, "403") }, { _ in .unknown("none of its choices may be read") },
        ] {
            let log = LogCapture()
            let watch = try Self.watch(items: "closed_complete=30", log: log, lookUp)
            #expect(await watch.look())
            #expect(watch.problem() == nil)
            #expect(log.text.contains("the configured values are used"))
        }
    }

    @Test("An instance that doesn't answer is asked again; what was found wrong before stays wrong")
    func unavailable() async throws {
        let answers = Mutex<[StateChoices?]>([nil, .offered([.init(value: "9", label: "Odd")]), nil, Self.usual])
        let watch = try Self.watch { _ in
            guard let answer = answers.withLock({ $0.removeFirst() }) else {
                throw Failure(.serviceNowUnavailable, "503")
            }
            return answer
        }
        #expect(await watch.look() == false)
        #expect(watch.problem() == nil)
        #expect(await watch.look() == false)
        #expect(watch.problem() != nil)
        #expect(await watch.look() == false)
        #expect(watch.problem() != nil)
        #expect(await watch.look())
        #expect(watch.problem() == nil)
    }

    @Test("It is looked up at the start, and once more when ServiceNow is back", .timeLimit(.minutes(1)))
    func again() async throws {
        let (looks, continuation) = AsyncStream.makeStream(of: Void.self)
        let watch = try Self.watch { _ in
            continuation.yield()
            return Self.usual
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await watch.run() }
            var seen = looks.makeAsyncIterator()
            await seen.next()
            watch.lookAgain()
            await seen.next()
            group.cancelAll()
        }
    }

    @Test("A real instance is asked for its own choices, or else for those of task")
    func simulated() async throws {
        try await SimulatedInstance.with { (instance) async throws in
            let client = instance.client
            let watch = try Self.watch(incidents: "canceled=8") { try await client.stateChoices(of: $0) }
            #expect(await watch.look())
            let choice = ["name": "sc_req_item", "element": "state", "language": "en", "inactive": "false"]
            try instance.make(choice.merging(["value": "30", "label": "Delivered"]) { $1 }, in: "sys_choice")
            let inactive = ["value": "3", "label": "Closed Complete", "inactive": "true"]
            try instance.make(choice.merging(inactive) { $1 }, in: "sys_choice")
            #expect(await watch.look() == false)
            #expect(watch.problem()?.hasSuffix("sc_req_item offers: 30 (Delivered)") == true)
            try instance.rules(["acl": [["table": "sys_choice"]]])
            #expect(await watch.look())
            try instance.rules(["acl": [["table": "sys_choice", "refuses": true]]])
            #expect(await watch.look())
        }
    }
}
