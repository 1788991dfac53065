import Domain
import Fleet
import Foundation
import TestSupport
import Testing

@testable import Executor

@Suite("How a membership should stand, and what a look makes of it")
struct DriftDecisionTests {
    private typealias Entry = MembershipHistory.Entry

    private static func entry(
        _ action: MembershipAction, _ state: OperationState, _ version: Int64 = 1, _ direction: RunDirection = .forward,
        hasEnded: Bool = true, isEnd: Bool = false
    ) -> Entry {
        Entry(
            key: Samples.key(action: action), state: state, version: version, direction: direction, hasEnded: hasEnded,
            isEnd: isEnd)
    }

    private static func expectation(_ entries: [Entry], dueIn: TimeInterval? = nil) -> MembershipExpectation {
        MembershipExpectation(
            MembershipHistory(entries: entries, dueAt: dueIn.map { Samples.at + $0 }), at: Samples.at, patience: 60)
    }

    private static let add = MembershipExpectation.Word(key: Samples.key(), version: 1)
    private static let remove = MembershipExpectation.Word(key: Samples.key(action: .remove), version: 1)

    @Test("is as the latest operation has left it that was proved, or taken back")
    func words() {
        #expect(Self.expectation([Self.entry(.add, .verified)]) == .present(Self.add))
        #expect(Self.expectation([Self.entry(.remove, .verified)]) == .absent(Self.remove))
        #expect(Self.expectation([Self.entry(.add, .reverted, 1, .back)]) == .absent(Self.add))
        #expect(
            Self.expectation([Self.entry(.add, .verified), Self.entry(.remove, .verified, 0)]) == .present(Self.add))
        #expect(
            Self.expectation([Self.entry(.remove, .verified, 0), Self.entry(.add, .verified)]) == .present(Self.add))
        // What was taken back, refused or never begun is as before.
        for later in [
            Self.entry(.remove, .reverted, 2, .back), Self.entry(.remove, .refused, 2),
            Self.entry(.remove, .planned, 2),
            Self.entry(.remove, .planned, 2, hasEnded: false), Self.entry(.add, .verified, 2, .back),
        ] {
            #expect(Self.expectation([later, Self.entry(.add, .verified)]) == .present(Self.add), "\(later)")
        }
    }

    @Test("isn't known where nothing was settled, or something could not be taken back")
    func unknown() {
        #expect(Self.expectation([]) == .unknown)
        #expect(Self.expectation([Self.entry(.add, .refused)]) == .unknown)
        #expect(Self.expectation([Self.entry(.add, .verified, 1, .back)]) == .unknown)
        #expect(
            Self.expectation([Self.entry(.add, .reverting, 2, .back), Self.entry(.remove, .verified)]) == .unknown)
    }

    @Test("can't be told while an operation is at work, or its run hasn't ended")
    func underWay() {
        let before = Self.entry(.remove, .verified, 0)
        for state in [OperationState.satisfied, .intended, .applied] {
            #expect(Self.expectation([Self.entry(.add, state), before]) == .underWay)
        }
        for state in [OperationState.verified, .reverting, .reverted] {
            #expect(Self.expectation([Self.entry(.add, state, hasEnded: false), before]) == .underWay)
        }
        var unclear = Self.entry(.add, .verified)
        unclear.isUnclear = true
        #expect(Self.expectation([unclear]) == .underWay)
    }

    @Test("An access ends when it is due, and its removal is waited for, but not for ever")
    func ends() {
        let granted = Self.entry(.add, .verified)
        let stuck = Self.entry(.remove, .intended, 2, hasEnded: false, isEnd: true)
        #expect(Self.expectation([granted], dueIn: 1) == .present(Self.add))
        #expect(Self.expectation([granted], dueIn: 0) == .ended(Self.add, at: Samples.at))
        #expect(Self.expectation([stuck, granted], dueIn: -60) == .underWay)
        #expect(Self.expectation([stuck, granted], dueIn: -61) == .ended(Self.add, at: Samples.at - 61))
        #expect(
            Self.expectation([Self.entry(.remove, .verified, 2, isEnd: true), granted])
                == .absent(.init(key: Samples.key(action: .remove), version: 2)))
    }

    @Test("What a read says beside it is a finding or none")
    func findings() {
        func kind(_ expectation: MembershipExpectation, _ isMember: Bool) -> DriftKind? {
            expectation.finding(isMember: isMember, at: Samples.at, patience: 60)?.kind
        }
        #expect(kind(.present(Self.add), false) == .removedOutside && kind(.present(Self.add), true) == nil)
        #expect(kind(.absent(Self.remove), true) == .addedOutside && kind(.absent(Self.remove), false) == nil)
        #expect(kind(.ended(Self.add, at: Samples.at - 61), true) == .overdue)
        #expect(kind(.ended(Self.add, at: Samples.at - 60), true) == nil)
        #expect(kind(.ended(Self.add, at: Samples.at - 61), false) == nil)
        for isMember in [true, false] {
            #expect(kind(.unknown, isMember) == nil && kind(.underWay, isMember) == nil)
        }
    }

    @Test("It takes several reads in a row that say the same to say that it is otherwise than is on record")
    func steps() {
        let (one, other) = (DriftFinding(.removedOutside, version: 1), DriftFinding(.removedOutside, version: 2))
        var membership = WatchedMembership(
            user: Samples.user, group: Samples.group, look: 1, drift: nil, candidate: nil, agreeingReads: 0)
        #expect(membership.step(after: nil, needed: 2) == .unchanged)
        #expect(membership.step(after: one, needed: 2) == .unsure(1))
        #expect(membership.step(after: one, needed: 1) == .changed)
        (membership.candidate, membership.agreeingReads) = (one, 1)
        #expect(membership.step(after: one, needed: 2) == .changed)
        #expect(membership.step(after: one, needed: 3) == .unsure(2))
        #expect(membership.step(after: other, needed: 2) == .unsure(1))
        #expect(membership.step(after: nil, needed: 2) == .unchanged)
        // In order again takes as much.
        (membership.drift, membership.candidate, membership.agreeingReads) = (one, nil, 0)
        #expect(membership.step(after: one, needed: 2) == .unchanged)
        #expect(membership.step(after: nil, needed: 2) == .unsure(1))
        membership.agreeingReads = 1
        #expect(membership.step(after: nil, needed: 2) == .changed)
        #expect(membership.step(after: other, needed: 2) == .unsure(1))
    }

    @Test("The watch is configured, and can be turned off")
    func rule() throws {
        let verification = VerificationRule(
            firstDelay: .zero, interval: .zero, agreeingReads: 3, limit: .seconds(600))
        func rule(_ settings: [String: String]) throws -> DriftRule? {
            try DriftRule(Settings(settings), as: verification)
        }
        let usual = try #require(try rule([:]))
        #expect(usual.interval == .seconds(86_400) && usual.overduePatience == .seconds(3_600))
        #expect(usual.agreeingReads == 3 && usual.pause == .seconds(1) && usual.wait == .seconds(900))
        #expect(try rule(["LANDFALL_DRIFT_INTERVAL": "0s"]) == nil)
        let short = try #require(try rule(["LANDFALL_DRIFT_INTERVAL": "1m", "LANDFALL_OVERDUE_PATIENCE": "5s"]))
        #expect(short.wait == .seconds(60) && short.overduePatience == .seconds(5))
        #expect(throws: ConfigurationError.self) { try rule(["LANDFALL_DRIFT_INTERVAL": "daily"]) }
    }
}
