import Domain
import Fleet
import Foundation
import TestSupport
import Testing

@testable import Ingest

@Suite("What an automation proposes")
struct IntentReadingTests {
    private func sentence(_ changes: [String: Any?], _ policy: Policy = IntentSamples.policy()) throws -> String? {
        let body = try IntentSamples.body(changes)
        do throws(IntentReading.Problem) {
            _ = try IntentReading.intent(in: body, policy: policy, now: Samples.at)
            return nil
        } catch {
            return error.sentence
        }
    }

    @Test("is read as it was sent")
    func read() throws {
        let intent = try IntentReading.intent(
            in: try IntentSamples.body(), policy: IntentSamples.policy(), now: Samples.at)
        #expect(intent == IntentSamples.intent())
        let timed = IntentSamples.policy(IntentSamples.item(endVariable: "access_until"))
        let end = try IntentReading.intent(
            in: try IntentSamples.body(["until": "2026-12-24T17:00:00Z"]), policy: timed, now: Samples.at
        ).until
        #expect(end == Timestamp.date(of: "2026-12-24T17:00:00Z"))
    }

    @Test("is refused with a sentence where nothing can come of it")
    func refused() throws {
        let cases: [([String: Any?], String)] = [
            (["key": nil], "The body must be a JSON object"), (["entitlements": "APP-FIN-READERS"], "The body must be"),
            (["key": ""], "key must be"), (["key": String(repeating: "k", count: 101)], "key must be"),
            (["key": "a\nb"], "key must be"), (["catalog_item": "c9"], "catalog_item is not one"),
            (["requested_for": "ana^active=true"], "requested_for must be"),
            (["requested_for": "javascript:gs"], "requested_for must be"),
            (["entitlements": [String]()], "entitlements must be"),
            (["entitlements": ["APP-FIN-READERS", "ROOT"]], "entitlements must be"),
            (["entitlements": ["APP-FIN-READERS", "APP-FIN-READERS"]], "entitlements must be"),
            (["reason": " \n"], "reason must be"), (["reason": String(repeating: "x", count: 1_001)], "reason must be"),
            (["until": "tomorrow"], "until must be a time"),
            (["until": "2026-12-24T17:00:00Z"], "grants without an end"),
        ]
        for (changes, beginning) in cases {
            let sentence = try sentence(changes)
            #expect(sentence?.contains(beginning) == true, "\(changes): \(sentence ?? "was taken")")
        }
        let closed = IntentSamples.policy(IntentSamples.item(intents: nil))
        #expect(try sentence([:], closed)?.hasPrefix("catalog_item is not one that automations may ask for") == true)
    }

    @Test("has an end within what the item allows")
    func end() throws {
        let timed = IntentSamples.policy(IntentSamples.item(endVariable: "access_until"))
        #expect(try sentence([:], timed)?.hasPrefix("until: the variable access_until has no value") == true)
        #expect(try sentence(["until": "2026-11-01T00:00:00Z"], timed)?.hasPrefix("until: ") == true)
        #expect(try sentence(["until": "2027-11-01T00:00:00Z"], timed)?.contains("more than 90 days away") == true)
        #expect(try sentence(["until": "2026-12-24T17:00:00Z"], timed) == nil)
    }

    @Test("becomes variables whose reason says who proposed it, and by which the ticket is known")
    func order() throws {
        let intent = IntentSamples.intent {
            $0.entitlements = ["APP-FIN-READERS", "APP-FIN-ADMINS"]
            $0.until = Timestamp.date(of: "2026-12-24T17:00:00.250Z")
        }
        let item = IntentSamples.item(endVariable: "access_until")
        let variables = IntentOrder.variables(of: intent, item, IntentSamples.rule, client: IntentSamples.client)
        #expect(variables["entitlement"] == "APP-FIN-READERS,APP-FIN-ADMINS")
        #expect(variables["access_until"] == "2026-12-24 17:00:00")
        let reason = try #require(variables["justification"])
        #expect(reason.hasPrefix("Proposed by triage-agent: takes over the monthly report [landfall intent "))
        let mark = IntentMark(in: reason)
        #expect(mark == IntentMark(intent: intent.id(of: IntentSamples.client), client: IntentSamples.client))
    }

    @Test("can't smuggle another mark in by its reason")
    func forged() throws {
        // A reason stands before Landfall's own mark.
        let forged = IntentMark(intent: UUID(), client: "somebody-else").description
        let intent = IntentSamples.intent { $0.reason = "see \(forged)" }
        let variables = IntentOrder.variables(
            of: intent, IntentSamples.item(), IntentSamples.rule, client: IntentSamples.client)
        let mark = variables["justification"].flatMap(IntentMark.init(in:))
        #expect(mark?.client == IntentSamples.client)
        #expect(mark?.intent == intent.id(of: IntentSamples.client))
    }

    @Test("is the same one for the same automation and key, and for no other")
    func id() {
        let intent = IntentSamples.intent()
        #expect(intent.id(of: "a") == IntentSamples.intent { $0.reason = "other" }.id(of: "a"))
        #expect(intent.id(of: "a") != intent.id(of: "b"))
        #expect(intent.id(of: "a") != IntentSamples.intent { $0.key = "x" }.id(of: "a"))
    }
}

@Suite("The automations that may propose")
struct IntentClientsTests {
    private func problem(_ text: String) -> String? {
        do throws(ConfigurationError) {
            _ = try IntentClients(text: text, variable: "CLIENTS")
            return nil
        } catch {
            return error.description
        }
    }

    @Test("are read from a line for each")
    func read() throws {
        let clients = try IntentClients(text: IntentSamples.clientsText, variable: "CLIENTS")
        #expect(clients[IntentSamples.client] != nil && clients[IntentSamples.otherClient] != nil)
        #expect(clients["nobody"] == nil && clients["#"] == nil)
    }

    @Test("end the service with one line that shows no key, where the file makes no sense")
    func refused() {
        let key = IntentSamples.key.base64EncodedString()
        let cases = [
            ("", "no automation"), ("# nothing\n\n", "no automation"), ("agent", "line 1"),
            ("agent \(key) more", "line 1"),
            ("\nAgent \(key)", "line 2"), ("a \(key)\na \(key)", "a twice"), ("a short", "key of a"),
            ("a ***", "key of a"),
        ]
        for (text, part) in cases {
            let problem = problem(text)
            #expect(problem?.contains(part) == true, "\(text): \(problem ?? "was taken")")
            #expect(problem?.contains(key) != true)
        }
    }
}

@Suite("What is next about an intent")
struct IntentStepTests {
    private let at = Samples.at

    private func next(_ state: IntentStore.State, orderedAt: Date?, request: SysID? = nil, after: TimeInterval = 0)
        -> IntentStep
    {
        IntentStep.next(of: state, orderedAt: orderedAt, request: request, lateness: 65, now: at + after)
    }

    @Test("is an order while none was made")
    func order() {
        #expect(next(.taken, orderedAt: nil) == .order)
        #expect(next(.taken, orderedAt: at - 500) == .order)
    }

    @Test("is to wait, and then to look, where an order may have been made")
    func look() {
        #expect(next(.ordering, orderedAt: at) == .wait(until: at + 65))
        #expect(next(.ordering, orderedAt: at, after: 64.9) == .wait(until: at + 65))
        #expect(next(.ordering, orderedAt: at, after: 65) == .look(since: at - 300))
    }

    @Test("is to read the item of an order that was answered, at once")
    func answered() {
        #expect(next(.ordering, orderedAt: at, request: SysID("aa")) == .readItem(of: SysID("aa")!))
    }
}
