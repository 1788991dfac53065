import Domain
import Fleet
import Foundation
import Postgres
import SimulatorKit
import Synchronization
import Teams
import TestSupport
import Testing

@testable import Auditor
@testable import TeamsSimulator

@Suite("A card")
struct CardDeliveryTests {
    private let event = CardBench.blocked()

    private func failure(_ body: () async throws -> Void) async -> Failure? {
        await #expect(throws: Failure.self) { try await body() }
    }

    @Test("is posted once, however often its event comes, and what it says is forgotten then")
    func once() async throws {
        try await CardBench.with { (bench: CardBench) async throws in
            let auditor = bench.auditor()
            for _ in 0..<3 { #expect(try await auditor.handle(event) == .done()) }
            #expect(bench.posted.count == 1)
            #expect(bench.posted[0].contains("RITM0020001 is blocked"))
            #expect(try await bench.row() == .init(attempts: 1, misses: 0, isSent: true, isKept: false))
        }
    }

    @Test("is on record before it is posted")
    func intent() async throws {
        try await CardBench.with { (bench: CardBench) async throws in
            let seen = Mutex<CardBench.Row?>(nil)
            let auditor = bench.auditor(post: { _ in
                let row = try await bench.row()
                seen.withLock { $0 = row }
            })
            try await auditor.handle(event)
            #expect(seen.withLock(\.self) == .init(attempts: 1, misses: 0, isSent: false, isKept: true))
        }
    }

    @Test("is posted by one of two Auditors that have its event at the same time", .timeLimit(.minutes(1)))
    func twoAtOnce() async throws {
        try await CardBench.with { (bench: CardBench) async throws in
            let (gate, opening) = AsyncStream.makeStream(of: Void.self)
            let auditors = (0..<2).map { _ in
                bench.auditor(post: { message in
                    try bench.receive(message)
                    for await _ in gate {}
                })
            }
            try await withThrowingTaskGroup(of: StageOutcome.self) { group in
                for auditor in auditors { group.addTask { try await auditor.handle(event) } }
                // One of them posts, and waits for the answer; the other comes back later.
                let first = try await group.next()
                #expect(first == .later(.seconds(5)))
                opening.finish()
                let second = try await group.next()
                #expect(second == .done())
            }
            #expect(bench.posted.count == 1)
            #expect(try await auditors[1].handle(event) == .done())
            #expect(bench.posted.count == 1)
        }
    }

    @Test(
        "that an Auditor died over is posted by another one when its hold has run out, and says that it may be there twice"
    )
    func diedOver() async throws {
        try await CardBench.with { (bench: CardBench) async throws in
            let store = CardStore(database: bench.database, lease: .seconds(60))
            let notice = try #require(CardNotice(telling: event, links: CardNoticeTests.links))
            guard case .taken(let taken) = try await store.take(notice, of: event) else {
                throw NeverHappened(what: "the card being taken")
            }
            #expect(!taken.isUnclear)
            #expect(try await bench.auditor().handle(event) == .later(.seconds(5)))
            try await bench.database.query(
                "UPDATE audit.cards SET held_until = clock_timestamp() - interval '1 second'")
            #expect(try await bench.auditor().handle(event) == .done())
            #expect(bench.posted.count == 1)
            #expect(bench.posted[0].contains(CardDelivery.noteOfRepetition))
            // The one that was thought dead comes late, and changes nothing.
            try await store.record(Failure(.teamsUndelivered, "late"), of: taken)
            #expect(try await bench.row()?.isSent == true)
        }
    }

    @Test("whose answer was lost is posted again, and says so; one that was surely not posted doesn't")
    func lostReply() async throws {
        try await CardBench.with { (bench: CardBench) async throws in
            bench.answer(Failure(.teamsUndelivered, "503"), Failure(.teamsReplyLost, "lost"))
            let auditor = bench.auditor()
            #expect(await failure { try await auditor.handle(event) }?.reason == .teamsUndelivered)
            #expect(
                try await bench.row()
                    == .init(attempts: 1, misses: 1, isSent: false, isKept: true, failure: "teams.undelivered: 503"))
            #expect(await failure { try await auditor.handle(event) }?.reason == .teamsReplyLost)
            #expect(try await auditor.handle(event) == .done())
            #expect(bench.posted.map { $0.contains(CardDelivery.noteOfRepetition) } == [false, false, true])
            #expect(try await bench.row() == .init(attempts: 3, misses: 1, isSent: true, isKept: false))
        }
    }

    @Test("is not made of an event that nobody is told of")
    func nobody() async throws {
        try await CardBench.with { (bench: CardBench) async throws in
            let landed = Samples.event(.runLanded(Samples.ended(try Samples.plan(), states: [.verified])))
            #expect(try await bench.auditor().handle(landed) == .done())
            #expect(try await bench.row() == nil)
        }
    }

    @Test("is nobody's where no channel is configured: its event is taken all the same")
    func unconfigured() async throws {
        let handler = UnconfiguredNotificationHandler()
        #expect(handler.stage == .notify)
        #expect(handler.needs.isEmpty)
        #expect(try await handler.handle(event, context: CardBench.context(event)) == .done())
    }

    @Test("reaches the simulated channel, once, from two Auditors with many of them", .timeLimit(.minutes(1)))
    func simulated() async throws {
        let simulator = TeamsSimulator()
        let log = LogCapture()
        try await SimulatorServer(simulator, logger: TestBroker.quiet).withRunning { addresses in
            try await ScriptedChannel.with(ScriptedChannel.address(addresses.http), log: log) { client, _ in
                try await CardBench.with { (bench: CardBench) async throws in
                    let auditors = (0..<2).map { _ in bench.auditor(post: { try await client.post($0) }) }
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for number in 0..<16 {
                            group.addTask {
                                try await auditors[number % 2].handleUntilTaken(CardBench.blocked(number / 2))
                            }
                        }
                        try await group.waitForAll()
                    }
                }
            }
        }
        #expect(simulator.environment.journal.entries.map(\.effect) == Array(repeating: "card.posted", count: 8))
        #expect(!log.text.contains(ScriptedChannel.signature))
    }
}

@Suite("The pace of cards")
struct CardRateTests {
    private func failure(_ body: () async throws -> Void) async -> Failure? {
        await #expect(throws: Failure.self) { try await body() }
    }

    @Test("is four in a second at most, of all Auditors together", .timeLimit(.minutes(1)))
    func pace() async throws {
        try await CardBench.with { (bench: CardBench) async throws in
            let auditors = (0..<3).map { _ in bench.auditor() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<9 {
                    group.addTask { try await auditors[number % 3].handleUntilTaken(CardBench.blocked(number)) }
                }
                try await group.waitForAll()
            }
            #expect(bench.times.count == 9)
            let (first, last) = (try #require(bench.times.min()), try #require(bench.times.max()))
            #expect(last - first >= .seconds(2))
        }
    }

    @Test("pauses for all Auditors as long as Teams asks, and that is no failure")
    func pause() async throws {
        try await CardBench.with { (bench: CardBench) async throws in
            bench.answer(Failure(.teamsThrottled, "429", retryAfterSeconds: 30))
            let refused = await failure { try await bench.auditor().handle(CardBench.blocked(1)) }
            #expect(refused?.reason == .teamsThrottled)
            #expect(refused?.retryAfterSeconds == 30)
            let other = await failure { try await bench.auditor().handle(CardBench.blocked(2)) }
            #expect(other?.reason.isThrottling == true)
            #expect(try #require(other?.retryAfterSeconds) > 25)
            #expect(bench.posted.count == 1)
            // The time is over.
            try await bench.database.query("UPDATE audit.card_rate SET free_at = clock_timestamp()")
            #expect(try await bench.auditor().handle(CardBench.blocked(2)) == .done())
            #expect(!bench.posted[1].contains(CardDelivery.noteOfRepetition))
        }
    }
}

@Suite("The probe of Teams")
struct CardProbeTests {
    private let event = CardBench.blocked()

    private func failure(_ body: () async throws -> Void) async -> Failure? {
        await #expect(throws: Failure.self) { try await body() }
    }

    @Test("posts a card that waits, which its own message then finds posted")
    func posts() async throws {
        try await CardBench.with { (bench: CardBench) async throws in
            let auditor = bench.auditor()
            bench.answer(Failure(.teamsWebhookRefused, "401"), Failure(.teamsWebhookRefused, "401"))
            _ = await failure { try await auditor.handle(event) }
            #expect(await failure { try await auditor.delivery.probe() }?.reason == .teamsWebhookRefused)
            try await auditor.delivery.probe()
            #expect(try await bench.row()?.isSent == true)
            #expect(try await auditor.handle(event) == .done())
            #expect(bench.posted.count == 3)
        }
    }

    @Test("has nothing to ask where no card waits, or another Auditor posts it, or Teams refused it for good")
    func nothing() async throws {
        try await CardBench.with { (bench: CardBench) async throws in
            let auditor = bench.auditor()
            try await auditor.delivery.probe()
            bench.answer(Failure(.teamsUndelivered, "503"), Failure(.teamsCardRefused, "413"))
            _ = await failure { try await auditor.handle(event) }
            // It answers, even if it doesn't like the card.
            try await auditor.delivery.probe()
            try await auditor.delivery.probe()
            #expect(bench.posted.count == 2)
            // Somebody who puts the message back wants it tried.
            #expect(try await auditor.handle(event) == .done())
            let store = CardStore(database: bench.database, lease: .seconds(60))
            let notice = try #require(CardNotice(telling: CardBench.blocked(2), links: CardNoticeTests.links))
            _ = try await store.take(notice, of: CardBench.blocked(2))
            try await auditor.delivery.probe()
            #expect(bench.posted.count == 3)
        }
    }
}
