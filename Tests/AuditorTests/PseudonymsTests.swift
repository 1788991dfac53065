import Domain
import Foundation
import TestSupport
import Testing

@testable import Audit

@Suite("Personal data in an event")
struct PseudonymsTests {
    private let key = [UInt8](repeating: 7, count: 32)

    private func reduced(_ fact: Fact, _ kinds: Set<PersonalData>, key: [UInt8]? = nil) throws -> String {
        let body = try EventCoding.encode(Samples.event(fact))
        let pseudonyms = Pseudonyms(key: key ?? self.key, replacing: kinds)
        return String(decoding: try #require(pseudonyms.reduced(body)), as: UTF8.self)
    }

    private var retry: Fact {
        get throws {
            let plan = try Samples.plan()
            let retry = RunRetry(start: 2, askedBy: "Olga Orlova", askedAt: Samples.at, reason: "Ana asked me to")
            return .retryRequested(RetryRequested(plan: plan, approval: Samples.approval(of: plan), retry: retry))
        }
    }

    @Test("names nobody, and tells people apart all the same")
    func names() throws {
        let text = try reduced(retry, [.names])
        for name in ["Ana Alvarez", "ana@contoso.example", "Olga Orlova", Samples.decision.approverName] {
            #expect(!text.contains(name))
            let pseudonym = Pseudonyms(key: key, replacing: [.names]).pseudonym(of: name)
            #expect(text.contains(pseudonym) && pseudonym.count == 23)
        }
        #expect(text.contains("Ana asked me to") && text.contains(Samples.user.description))
        #expect(try text == reduced(retry, [.names]))
        #expect(try text != reduced(retry, [.names], key: [UInt8](repeating: 8, count: 32)))
    }

    @Test("holds no words of people, and still the reason of a failure")
    func words() throws {
        #expect(try !reduced(retry, [.words]).contains("Ana asked me to"))
        let failed = try reduced(
            .requestBlocked(
                RequestBlocked(ticket: Samples.ticket, failure: Failure(.directoryUserMissing, "ana"), owner: nil)),
            [.words])
        #expect(failed.contains(#""reason":"directory.user_missing""#) && !failed.contains(#""ana""#))
    }

    @Test("has no id of a person in it, not even within a key, and still those of groups")
    func ids() throws {
        let text = try reduced(retry, [.ids])
        #expect(!text.contains(Samples.user.description) && !text.contains(Samples.decision.approver.description))
        #expect(text.contains(Samples.group.description) && text.contains("Ana Alvarez"))
    }

    @Test("is not guessed at where the body is no event", arguments: ["", "[]", "{", "\u{0}"])
    func unreadable(body: String) {
        #expect(Pseudonyms(key: key, replacing: [.names]).reduced(Array(body.utf8)) == nil)
    }

    @Test("holds nobody who asked, was asked, or decided, and none of their words")
    func deciders() throws {
        let plan = try ApprovalSamples.plan(emergency: Emergency(reason: "Ana’s line stands still"))
        let facts: [Fact] = [
            .approvalRequested(ApprovalRequested(plan: plan, question: ApprovalSamples.question())),
            .approvalGiven(
                ApprovalGiven(ticket: plan.ticket, plan: plan.run, vote: ApprovalSamples.vote(comment: "Ana needs it"))),
            .requestRejected(ApprovalSamples.denied(plan)),
        ]
        let pseudonyms = Pseudonyms(key: Array(repeating: 7, count: 16), replacing: Set(PersonalData.allCases))
        for fact in facts {
            let body = try EventCoding.encode(Samples.event(fact))
            let text = String(decoding: try #require(pseudonyms.reduced(body)), as: UTF8.self)
            for secret in [
                "Ana", "Ben", "Cleo", "otto", "dora@", "needs it", "not needed", "stands still",
                ApprovalSamples.ben.id.description,
            ] { #expect(!text.contains(secret), "\(fact.type): \(secret)") }
        }
    }
}
