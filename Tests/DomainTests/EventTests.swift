import Foundation
import Testing

@testable import Domain

@Suite("Events")
struct EventTests {
    static func decode(_ json: String) throws(Failure) -> Event { try EventCoding.decode(Array(json.utf8)) }

    static func json(_ event: Event) throws -> String { String(decoding: try EventCoding.encode(event), as: UTF8.self) }

    static func reason(_ bytes: [UInt8]) -> Reason? {
        do {
            _ = try EventCoding.decode(bytes)
            return nil
        } catch {
            return error.reason
        }
    }

    // MARK: - Identity

    @Test("there is a sample of each type")
    func complete() {
        #expect(Samples.events.map(\.type) == EventType.allCases)
    }

    @Test(
        "the same fact always gets the same id, whoever states it, whenever, in whatever trace",
        arguments: Samples.facts)
    func sameFact(_ fact: Fact) {
        let first = Samples.event(fact)
        let again = Event(
            fact, at: Samples.at + 60, by: Origin(service: "executor", instance: "executor-2"),
            trace: TraceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b8-00")!)
        #expect(first.id == again.id)
        #expect(first != again)
        #expect(first.ritm == Samples.ritm)
    }

    @Test("other facts get other ids")
    func otherFacts() {
        var facts = Samples.facts
        let run = Samples.plan().run
        facts += [
            .operationApplied(
                OperationApplied(
                    run: run, key: Samples.key, attempt: 3, evidence: .accepted, correlation: Samples.correlation)),
            .operationApplied(
                OperationApplied(
                    run: run, key: Samples.otherKey, attempt: 2, evidence: .accepted, correlation: Samples.correlation)),
            .operationAttemptFailed(
                OperationAttemptFailed(run: run, key: Samples.key, attempt: 2, failure: Samples.failure)),
            .runStarted(
                RunStarted(plan: Samples.plan(operations: [Samples.operation]), approval: Samples.approval())),
            .requestBlocked(
                RequestBlocked(ticket: Samples.ticket, failure: Failure(.directoryGroupSynced, "gone"), owner: nil)),
            .ticketUpdated(
                TicketUpdated(
                    ticket: Samples.ticket, run: run, turn: .throttled, cause: "run.started", correlation: nil)),
            .ticketUpdated(
                TicketUpdated(ticket: Samples.ticket, run: run, turn: .provisioning, cause: "again", correlation: nil)),
            .requestReceived(
                RequestReceived(ticket: Ticket(sysID: Samples.ticket.sysID, number: Samples.otherRITM))),
        ]
        #expect(Set(facts.map { Samples.event($0).id }).count == facts.count)
    }

    @Test("a time is kept to the millisecond from the start, so that an event is what is read back")
    func time() throws {
        let odd = Date(timeIntervalSince1970: 1_795_421_400.123_456_789)
        let ended = RunEnded(
            plan: Samples.plan(), approval: Samples.approval(), outcomes: Samples.outcomes, endedAt: odd)
        let event = Event(.runLanded(ended), at: odd, by: Samples.origin, trace: Samples.trace)
        #expect(try EventCoding.decode(try EventCoding.encode(event)) == event)
    }

    @Test("a dead letter of the stage verify names the ticket, so that it can be told")
    func deadVerification() throws {
        let due = try #require(Samples.events.first { $0.type == .operationVerificationDue })
        let dead = MessageDeadLettered(
            event: due, stage: "verify", attempts: 1, failure: Failure(.graphUnverified, "not seen"))
        #expect(dead.ticket == Samples.ticket)
    }

    // MARK: - Coding

    @Test("every type of event is read back as it was", arguments: Samples.events)
    func roundTrip(_ event: Event) throws {
        let bytes = try EventCoding.encode(event)
        let read = try EventCoding.decode(bytes)
        #expect(read == event)
        #expect(read.id == event.id)
        #expect(try EventCoding.encode(read) == bytes)
    }

    @Test("optional parts may be absent")
    func absentParts() throws {
        let facts: [Fact] = [
            .requestBlocked(RequestBlocked(ticket: Samples.ticket, failure: Failure(.policyConflict, "x"), owner: nil)),
            .ticketUpdated(
                TicketUpdated(ticket: Samples.ticket, run: nil, turn: .blocked, cause: "c", correlation: nil)),
            .ticketNotApplied(
                TicketNotApplied(
                    ticket: Samples.ticket, run: nil, turn: .blocked, cause: "c",
                    failure: Failure(.serviceNowNotApplied, ""))),
            .operationSatisfied(
                OperationSatisfied(run: Samples.plan().run, key: Samples.key, correlation: CorrelationIDs())),
        ]
        for fact in facts {
            let event = Samples.event(fact)
            #expect(try EventCoding.decode(try EventCoding.encode(event)) == event)
        }
    }

    @Test("what a fact says of ends of access is read back as it was, and dead letters know that they are of one")
    func ends() throws {
        let plan = Samples.planWithEnd
        let run = RunID(ritm: Samples.ritm, planDigest: plan.digest, ending: Samples.removal.key)
        var outcomes = Samples.outcomes
        outcomes[0].end = PlannedEnd(at: Samples.until)
        outcomes[1].end = PlannedEnd(cancelled: .wasMember)
        let due = Fact.operationVerificationDue(
            OperationVerificationDue(ticket: Samples.ticket, run: run, key: Samples.removal.key, purpose: .end))
        let facts: [Fact] = [
            .requestApproved(RequestApproved(plan: plan, approval: Samples.approval(of: plan))), due,
            .operationThrottled(
                OperationThrottled(
                    ticket: Samples.ticket, run: run, key: Samples.removal.key, attempt: 1, failure: Samples.failure,
                    purpose: .end)),
            .runLanded(
                RunEnded(plan: plan, approval: Samples.approval(of: plan), outcomes: outcomes, endedAt: Samples.at)),
            .messageDeadLettered(
                MessageDeadLettered(
                    event: Samples.event(due), stage: "verify", attempts: 1, failure: Failure(.graphUnverified, ""))),
            .accessEndCancelled(
                AccessEndCancelled(
                    ticket: Samples.ticket, run: plan.run, beneficiary: Samples.person, removal: Samples.removal,
                    cancellation: .madePermanent, by: Samples.otherKey, endsAt: nil)),
        ]
        for fact in facts {
            let event = Samples.event(fact)
            #expect(try EventCoding.decode(try EventCoding.encode(event)) == event)
            if case .messageDeadLettered(let dead) = fact { #expect(dead.purpose == .end) }
        }
    }

    @Test("the run that ends an access is another one than the run that granted it, for each access")
    func runOfEnd() {
        let plan = Samples.planWithEnd
        let runs = [Samples.key, Samples.otherKey].map {
            AccessEndDue(plan: plan, approval: Samples.approval(of: plan), key: $0.opposite).run
        }
        #expect(Set(runs + [plan.run]).count == 3)
        #expect(Samples.accessEnded(.verified).run == runs[0])
    }

    @Test("an access is said to be gone with proof only by its own removal, verified")
    func provedEnd() {
        #expect(Samples.accessEnded(.verified).isProved)
        for state in OperationState.allCases where state != .verified {
            #expect(!Samples.accessEnded(state).isProved)
        }
        for key in [
            Samples.key,
            OperationKey(
                ritm: Samples.ritm, user: Samples.otherUser, group: Samples.group, action: .remove),
        ] {
            var ended = Samples.accessEnded(.verified)
            ended.outcome.key = key
            #expect(!ended.isProved)
        }
    }

    @Test(
        "the JSON of each type is the approved one: queues, tables and people's tools hold it",
        arguments: Samples.events)
    func snapshot(_ event: Event) throws {
        #expect(try Self.json(event) == ApprovedEvents.json[event.type])
    }

    @Test("every type is read from its approved JSON", arguments: EventType.allCases)
    func approvedIsRead(_ type: EventType) throws {
        let json = try #require(ApprovedEvents.json[type])
        #expect(try Self.decode(json) == Samples.events.first { $0.type == type })
    }

    @Test("fields that this version doesn't know are ignored, wherever they are", arguments: Samples.events)
    func unknownFields(_ event: Event) throws {
        let json = try Self.json(event)
        let wider = json.replacing("{\"", with: #"{"zz_new":{"deep":[1,null,{"x":true}]},""#)
        #expect(wider != json)
        #expect(try Self.decode(wider) == event)
    }

    @Test(
        "a type or a version that isn't known says so",
        arguments: [
            (#""type":"run.landed""#, #""type":"run.levitated""#), (#""type":"run.landed""#, #""type":"""#),
            (#""type":"run.landed""#, #""type":"RUN.LANDED""#), (#""version":1"#, #""version":2"#),
            (#""version":1"#, #""version":0"#), (#""version":1"#, #""version":-1"#),
        ])
    func unknownVersion(_ old: String, _ new: String) throws {
        let landed = try #require(Samples.events.first { $0.type == .runLanded })
        let json = try Self.json(landed).replacing(old, with: new)
        #expect(Self.reason(Array(json.utf8)) == .messageVersionUnknown)
    }

    @Test("an unknown type is named, cut to a bounded length")
    func unknownTypeNamed() {
        let type = "x" + String(repeating: "\u{301}", count: 50_000)
        let failure = #expect(throws: Failure.self) { try Self.decode(#"{"type":"\#(type)","version":1}"#) }
        #expect(failure?.reason == .messageVersionUnknown)
        #expect((failure?.detail.utf8.count ?? .max) < 5_000)
    }

    // MARK: - Forgeries

    static let forgeries: [(EventType, String, String)] = [
        (.requestReceived, "RITM0010001", "RITM0010002"),
        (.requestReceived, #""id":""#, #""id":"00000000-0000-8000-8000-000000000000","was":""#),
        (.runLanded, #""ritm":"RITM0010001","run":"8"#, #""ritm":"RITM0010001","run":"9"#),
        (.runLanded, #""risk":"low""#, #""risk":"high""#),
        (.operationApplied, #""attempt":2"#, #""attempt":3"#),
        (.operationApplied, ":add\"", ":remove\""),
        (.requestApproved, "fin-readers", "fin-owners"),
    ]

    @Test("an event whose parts don't belong together is refused", arguments: forgeries)
    func forged(_ type: EventType, _ old: String, _ new: String) throws {
        let json = try #require(ApprovedEvents.json[type])
        let forged = json.replacing(old, with: new, maxReplacements: 1)
        #expect(forged != json)
        #expect(Self.reason(Array(forged.utf8)) == .messageUnreadable)
    }

    @Test(
        "an event about an operation without its run is refused",
        arguments: [
            Fact.operationVerificationDue(
                OperationVerificationDue(ticket: Samples.ticket, run: Samples.plan().run, key: Samples.key)),
            .operationVerified(
                OperationVerified(run: Samples.plan().run, key: Samples.key, agreeingReads: 2, isOurChange: true)),
        ])
    func withoutRun(_ fact: Fact) throws {
        let event = Samples.event(fact)
        // The id is that of the event without a run, so that nothing else is wrong with it.
        let id = StableID.make(["event", event.type.rawValue, Samples.ritm.description, "", Samples.key.description])
        let json = try Self.json(event)
            .replacing(#","run":"\#(Samples.plan().run)""#, with: "")
            .replacing(#""run":"\#(Samples.plan().run)","#, with: "")
            .replacing(event.id.uuidString.lowercased(), with: id.uuidString.lowercased())
        #expect(!json.contains(Samples.plan().run.description))
        #expect(Self.reason(Array(json.utf8)) == .messageUnreadable)
    }
}
