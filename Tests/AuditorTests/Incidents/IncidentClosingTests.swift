import Domain
import Foundation
import SignIn
import TestSupport
import Testing

@testable import Auditor

@Suite("What comes of it that a person closes an incident")
struct IncidentClosingTests {
    private let events: IncidentEvents

    init() throws { events = try IncidentEvents() }

    private func order(
        _ kind: OperatorOrder.Kind = .retry, start: Int = 2, waits: Bool = false
    ) throws -> OperatorOrder {
        OperatorOrder(
            id: UUID(), ritm: Samples.ritm, run: events.run, start: start, kind: kind,
            askedBy: .init(id: Samples.user, title: "Kim Novak"), reason: "because", askedAt: Samples.at,
            trace: Samples.trace, standing: waits ? .proposed(until: Samples.at) : .ordered, isProposalStated: false,
            isOrderStated: false)
    }

    /// - Parameter facts: what is known of the run besides its approval and its failure, and only on its page.
    private func answer(
        told: Bool = true, asked: Int? = nil, isStale: Bool = false, _ orders: [OperatorOrder] = [], _ facts: Fact...
    ) throws -> IncidentClosing.Answer {
        let failure = events.stuck()
        let entries = ([events.approved().fact, failure.fact] + facts).enumerated().map { index, fact in
            RecordedEvent(
                number: Int64(index + 1), type: fact.type.rawValue, at: Samples.at + Double(index), service: "executor",
                fact: fact)
        }
        return IncidentClosing(
            of: IncidentKey(ritm: Samples.ritm, run: events.run),
            .init(told: told ? [failure.id] : [], asked: asked, isStale: isStale), known: [events.approved(), failure],
            story: RunStory(run: events.run, entries), orders: orders
        ).answer
    }

    @Test("is a retry of the failure that it tells of, until that start has begun")
    func retry() throws {
        #expect(try answer() == .retry(start: 2))
        #expect(try answer(asked: 2) == .retry(start: 2))
        #expect(try answer(asked: 2, [order()]) == .wait)
        #expect(try answer(asked: 2, [order()], Samples.started(events.plan, retry: Samples.retry(2))) == .over)
        #expect(try answer(told: false) == .wait)
        #expect(try answer(told: false, isStale: true) == .over)
    }

    @Test("is nothing where an operator has asked for the same")
    func standing() throws {
        #expect(try answer([order()]) == .over)
        #expect(try answer(asked: 2, isStale: true, [order()]) == .over)
    }

    @Test("is a refusal that says why, where a rollback is asked for, or another start is under way or has landed")
    func refused() throws {
        guard case .refuse(let sentence) = try answer([order(.rollback)]) else {
            Issue.record("it was not refused")
            return
        }
        #expect(sentence.hasPrefix("Rollback asked for by Kim Novak"))
        // One that waits for a second person stands in nobody's way.
        #expect(try answer([order(.rollback, waits: true)]) == .retry(start: 2))
        let begun = Samples.started(events.plan, retry: Samples.retry(2))
        #expect(try answer([], begun) == .refuse(OperatorWords.sentence(RetryRefusal.underWay)))
        #expect(
            try answer([], begun, events.landed(start: 2).fact) == .refuse(OperatorWords.sentence(RetryRefusal.landed)))
        #expect(try answer(isStale: true) == .refuse("It was closed while nobody was watching."))
    }

    @Test("waits while a later start has failed, too, which is still to be told")
    func later() throws {
        let begun = Samples.started(events.plan, retry: Samples.retry(2))
        #expect(try answer([], begun, events.stuck(start: 2).fact) == .wait)
    }

    @Test("is nothing where no run has failed, and a refusal where nobody can read what it was to do")
    func unknown() throws {
        let key = IncidentKey(ritm: Samples.ritm, run: events.run)
        let (dead, failure) = (events.dead(), events.stuck())
        let standing = IncidentClosing.Standing(told: [dead.id, failure.id], asked: nil, isStale: false)
        #expect(IncidentClosing(of: key, standing, known: [dead], story: nil, orders: []).answer == .over)
        #expect(
            IncidentClosing(of: key, standing, known: [failure], story: nil, orders: []).answer
                == .refuse("What the run was to do can’t be read any more."))
    }

    @Test("A long close note is cut to what a reason may be")
    func shortened() {
        #expect(WrittenReason.shortened("INC1: \n a  b ") == "INC1: a b")
        let long = WrittenReason.shortened("INC1: " + String(repeating: "é", count: 4_000))
        #expect(long.unicodeScalars.count == WrittenReason.longest)
        #expect(long.hasSuffix("é…"))
    }
}
