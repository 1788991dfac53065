import Domain
import Foundation
import Testing

@Suite("What a decision was made from, kept")
struct DecisionRecordTests {
    static func record(_ inquiry: Inquiry) -> DecisionRecord {
        DecisionRecord(ticket: inquiry.ticket, directory: inquiry.facts, at: Samples.at)
    }

    @Test("is read back as it was, whatever was found")
    func roundTrip() throws {
        let findings: [GroupFinding] = [
            .missing, .deleted(at: Samples.at), .deleted(at: nil), .recreated(as: Samples.otherGroup),
            .found(PolicyTests.group(PolicyTests.readers)),
        ]
        for finding in findings {
            let inquiry = Inquiry().with { inquiry in
                inquiry.facts.groups[Samples.group] = finding
                inquiry.isAskedByBen(.ambiguous(2))
                inquiry.facts.memberOf = [Samples.group]
                inquiry.facts.onTheWay = [Samples.otherGroup]
                inquiry.ticket.variables?["note"] = "a \u{0} in it"
            }
            let record = Self.record(inquiry)
            #expect(try DecisionRecord(json: record.json()) == record)
        }
        let blocked = DecisionRecord(ticket: Inquiry().ticket, directory: nil, at: Samples.at)
        #expect(try DecisionRecord(json: blocked.json()) == blocked)
    }

    @Test("has groups as an object by their ids, and times as text")
    func shape() throws {
        let json = try JSONSerialization.jsonObject(with: Data(Self.record(Inquiry()).json())) as? [String: Any]
        let directory = try #require(json?["directory"] as? [String: Any])
        let groups = try #require(directory["groups"] as? [String: Any])
        #expect(Set(groups.keys) == [Samples.group.description, Samples.otherGroup.description])
        #expect(json?["at"] as? String == "2026-11-23T08:10:00.123Z")
    }

    @Test("gets the same answer again from the same policy")
    func replay() throws {
        let inquiry = Inquiry("fin-writers,fin-readers")
        let record = try DecisionRecord(json: Self.record(inquiry).json())
        var again = inquiry
        again.ticket = record.ticket
        again.facts = try #require(record.directory)
        again.now = record.at
        #expect(try again.decision() == inquiry.decision())
    }

    @Test("is told apart from what isn't one")
    func unreadable() {
        let failure = #expect(throws: Failure.self) { try DecisionRecord(json: Array("{}".utf8)) }
        #expect(failure?.reason == .messageUnreadable)
    }
}
