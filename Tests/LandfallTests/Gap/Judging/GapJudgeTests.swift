import Domain
import Foundation
import TestSupport
import Testing

@testable import Landfall

@Suite("What is a gap")
struct GapJudgeTests {
    private let judge = GapJudge(now: GapSamples.now, stalledBefore: GapSamples.daysAgo(2))

    private func kinds(_ tickets: [AccessTicket]) -> [GapFinding.Kind] { judge.findings(in: tickets).map(\.kind) }

    @Test("Closed complete without the access is one; with it, it isn't")
    func missing() {
        let finding = judge.findings(in: [GapSamples.ticket(1)]).first
        #expect(finding?.kind == .missing)
        #expect(finding?.at == GapSamples.daysAgo(10))
        #expect(kinds([GapSamples.ticket(1, isMember: true)]).isEmpty)
    }

    @Test("Of several tickets that say that it is there, the last one is named")
    func several() {
        let findings = judge.findings(in: [GapSamples.ticket(2, closed: 5), GapSamples.ticket(1, closed: 20)])
        #expect(findings.map(\.ticket.number) == ["RITM0010002"])
    }

    @Test("What a later ticket took away, or what is over, isn't missing")
    func explained() {
        let removed = GapSamples.ticket(2, closed: 5, isRemoval: true)
        #expect(kinds([GapSamples.ticket(1), removed]).isEmpty)
        #expect(kinds([GapSamples.ticket(1, end: 3)]).isEmpty)
    }

    @Test("A removal before the grant explains nothing, and one for another group neither")
    func notExplained() {
        let earlier = GapSamples.ticket(2, closed: 15, isRemoval: true)
        #expect(kinds([GapSamples.ticket(1), earlier]) == [.missing])
        let other = GapSamples.ticket(2, closed: 5, isRemoval: true, group: GapSamples.admins)
        #expect(kinds([GapSamples.ticket(1), other]) == [.missing])
    }

    @Test("Access that is there after its end outlived it, an hour after it at the earliest")
    func outlived() {
        let finding = judge.findings(in: [GapSamples.ticket(1, end: 3, isMember: true)]).first
        #expect(finding?.kind == .outlived)
        #expect(finding?.at == GapSamples.daysAgo(3))
        #expect(kinds([GapSamples.ticket(1, end: 0.5 / 24, isMember: true)]).isEmpty)
        #expect(kinds([GapSamples.ticket(1, end: 1.5 / 24, isMember: true)]) == [.outlived])
        #expect(kinds([GapSamples.ticket(1, end: -3, isMember: true)]).isEmpty)
    }

    @Test("A renewal, or the same access for good, keeps it from having outlived its end")
    func renewed() {
        let over = GapSamples.ticket(1, closed: 20, end: 3, isMember: true)
        #expect(kinds([over, GapSamples.ticket(2, closed: 5, end: -30, isMember: true)]).isEmpty)
        #expect(kinds([over, GapSamples.ticket(2, closed: 5, isMember: true)]).isEmpty)
        // There for good before it was asked for again for a time.
        #expect(kinds([over, GapSamples.ticket(2, closed: 40, isMember: true)]).isEmpty)
    }

    @Test("Of two ends that are over the later one counts")
    func twoEnds() {
        let findings = judge.findings(in: [
            GapSamples.ticket(1, closed: 20, end: 1, isMember: true),
            GapSamples.ticket(2, closed: 15, end: 3, isMember: true),
        ])
        #expect(findings.map(\.ticket.number) == ["RITM0010001"])
        #expect(findings.map(\.kind) == [.outlived])
    }

    @Test("What is there after its removal was closed complete outlived it")
    func removed() {
        let tickets = [
            GapSamples.ticket(1, isMember: true), GapSamples.ticket(2, closed: 5, isMember: true, isRemoval: true),
        ]
        let findings = judge.findings(in: tickets)
        #expect(findings.map(\.kind) == [.outlived])
        #expect(findings.map(\.ticket.number) == ["RITM0010002"])
    }

    @Test("What was closed minutes ago isn't called a gap, and isn't called good")
    func fresh() {
        let minutes = 10.0 / 24 / 60
        #expect(judge.findings(in: [GapSamples.ticket(1, closed: minutes)]).map(\.doubt) == [.tooFresh])
        let removal = GapSamples.ticket(1, closed: minutes, isMember: true, isRemoval: true)
        #expect(judge.findings(in: [removal]).map(\.doubt) == [.tooFresh])
        #expect(kinds([GapSamples.ticket(1, closed: minutes, isMember: true)]).isEmpty)
    }

    @Test("An approved ticket that nobody has begun with is one after the given time")
    func stalled() {
        var ticket = GapSamples.ticket(1, isMember: nil)
        ticket.standing = .waiting(since: GapSamples.daysAgo(3))
        #expect(kinds([ticket]) == [.stalled])
        ticket.standing = .waiting(since: GapSamples.daysAgo(1))
        #expect(kinds([ticket]).isEmpty)
        ticket.doubts = [Doubt(code: .variablesUnreadable, detail: "")]
        #expect(kinds([ticket]).isEmpty, "what it asks for doesn't matter yet")
    }

    @Test("A doubt is told, and is neither a gap nor good")
    func doubts() {
        var ticket = GapSamples.ticket(1, isMember: nil)
        ticket.doubts = [Doubt(code: .groupMissing, detail: "Gone.", entitlement: "READERS")]
        let findings = judge.findings(in: [ticket])
        #expect(findings.map(\.kind) == [.unclear])
        #expect(findings.map(\.doubt) == [.groupMissing])
        ticket.standing = .unreadable
        #expect(kinds([ticket]) == [.unclear])
    }

    @Test("Whose end can't be read is no reason to call access missing, or to call it justified")
    func unreadableEnd() {
        var ticket = GapSamples.ticket(1)
        ticket.doubts = [Doubt(code: .endUnreadable, detail: "")]
        #expect(kinds([ticket]) == [.unclear])
    }

    @Test("The findings come kind by kind, the oldest first")
    func order() throws {
        var waiting = GapSamples.ticket(5, isMember: nil)
        waiting.standing = .waiting(since: GapSamples.daysAgo(3))
        let third = try #require(GroupID("b0000000-0000-4000-8000-000000000003"))
        let findings = judge.findings(in: [
            GapSamples.ticket(1, end: 2, isMember: true), waiting, GapSamples.ticket(3, closed: 5, group: third),
            GapSamples.ticket(4, closed: 50, group: GapSamples.admins),
        ])
        #expect(findings.map(\.kind) == [.missing, .missing, .stalled, .outlived])
        #expect(findings.map(\.ticket.number).map { $0.suffix(1) } == ["4", "3", "5", "1"])
    }
}
