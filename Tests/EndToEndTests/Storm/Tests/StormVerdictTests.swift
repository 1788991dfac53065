import Testing

@Suite("The verdict on a storm")
struct StormVerdictTests {
    private static let person = Cast.Person(number: 7)
    private static let group = StormGroups.plain[0]

    private static func request(
        _ ritm: String = "RITM0000001", for entitlements: [Cast.Entitlement] = [group], isApproved: Bool = true
    ) -> StormRequest {
        StormRequest(
            order: StormOrder(person: person, entitlements: entitlements, isApproved: isApproved), ritm: ritm,
            sysID: "c0")
    }

    private static func write(
        _ effect: String, at: String = "10:00", request: String = "r1", group: Cast.Entitlement = group
    ) -> MembershipWrite {
        MembershipWrite(
            at: at, effect: "member.\(effect)", group: group.group, member: person.objectID, requestID: request)
    }

    private static func call(_ request: String = "r1", client: String? = "c1") -> StormWitness.GraphWrite {
        StormWitness.GraphWrite(
            at: "10:00", method: "POST", path: "/v1.0/groups/\(group.group)/members/$ref", requestID: request,
            clientRequestID: client, batchRequestID: nil)
    }

    private static func audited(_ ritm: String = "ritm0000001", client: String = "c1") -> StormEvidence.AuditedCall {
        .init(key: "\(ritm):\(person.objectID):\(group.group):add", clientRequestID: client)
    }

    private static func closed(_ ritm: String = "RITM0000001", at: String = "10:05") -> TicketWrite {
        TicketWrite(at: at, ticket: ritm, newState: "3", workNotes: ["Fulfilled: …"])
    }

    private static func noted(_ text: String, _ ritm: String = "RITM0000001") -> TicketWrite {
        TicketWrite(at: "10:06", ticket: ritm, workNotes: [text])
    }

    /// One request that landed as it should.
    private static var good: StormEvidence {
        var evidence = StormEvidence(requests: [request()])
        evidence.effects = [write("added")]
        evidence.graphWrites = [call()]
        evidence.ticketWrites = [closed()]
        evidence.auditedCalls = [audited()]
        return evidence
    }

    private func found(_ evidence: StormEvidence) -> Set<String> {
        Set(StormVerdict(evidence).breaches().map(\.invariant.rawValue))
    }

    @Test("finds nothing where all is well")
    func allWell() {
        #expect(found(Self.good).isEmpty)
    }

    @Test("I1: closed complete without the membership, before it, or after it was taken away")
    func falseFulfilment() {
        var evidence = Self.good
        evidence.effects = []
        #expect(found(evidence).contains("I1"))
        evidence.membersBefore = [StormEvidence.pair(Self.group.group, Self.person.objectID)]
        #expect(!found(evidence).contains("I1"))
        evidence = Self.good
        evidence.ticketWrites = [Self.closed(at: "09:59")]
        #expect(found(evidence).contains("I1"))
        evidence = Self.good
        evidence.effects.append(Self.write("removed", at: "10:30"))
        #expect(found(evidence).contains("I1"))
    }

    @Test("I2: no word on the ticket, unless a dead letter names it; a dead letter that no fault explains")
    func vanished() {
        var evidence = Self.good
        evidence.ticketWrites = [Self.noted("In Progress – Provisioning")]
        #expect(found(evidence).contains("I2"))
        func letter(_ reason: String?, attempts: Int, _ queue: String = "landfall.settle.dead") -> DeadLetter {
            DeadLetter(
                queue: queue, reason: reason, detail: "", attempts: attempts, ritm: "RITM0000001",
                text: "")
        }
        evidence.deadLetters = [letter("servicenow.unavailable", attempts: 12)]
        #expect(!found(evidence).contains("I2"))
        for unexplained in [
            letter("servicenow.unavailable", attempts: 3), letter("message.unreadable", attempts: 1),
            letter(nil, attempts: 0), letter("teams.undelivered", attempts: 12, "landfall.notify.dead"),
        ] {
            evidence.deadLetters = [unexplained]
            #expect(found(evidence).contains("I2"))
        }
    }

    @Test("I3: what a retry allows to happen once more, and no more often than it was started")
    func retried() {
        var evidence = Self.good
        evidence.effects = ["added", "removed", "added"].enumerated().map { Self.write($1, request: "r\($0)") }
        evidence.graphWrites = (0...2).map { Self.call("r\($0)", client: "c\($0)") }
        evidence.auditedCalls = Set((0...2).map { Self.audited(client: "c\($0)") })
        #expect(found(evidence).contains("I3"))
        evidence.starts = ["RITM0000001": 2]
        #expect(found(evidence).isEmpty)
        evidence.effects.append(Self.write("removed", request: "r2"))
        #expect(found(evidence).contains("I3"))
        // By its key alone: somebody else's request allows it for the pair.
        evidence = Self.good
        evidence.starts = ["RITM0000002": 2]
        evidence.requests.append(Self.request("RITM0000002"))
        evidence.ticketWrites.append(Self.closed("RITM0000002"))
        evidence.effects = ["added", "removed", "added"].enumerated().map { Self.write($1, request: "r\($0)") }
        evidence.graphWrites = (0...2).map { Self.call("r\($0)", client: "c\($0)") }
        evidence.auditedCalls = Set((0...2).map { Self.audited(client: "c\($0)") })
        #expect(found(evidence) == ["I3"])
        evidence.auditedCalls = Set((0...2).map { Self.audited("ritm0000002", client: "c\($0)") })
        #expect(found(evidence).isEmpty)
        evidence.ticketWrites.append(Self.noted("Not started once more: …"))
        #expect(found(evidence) == ["unexpected"])
    }

    @Test("I3: more additions than requests, a removal for one that was fulfilled, two effects of one key")
    func effectTwice() {
        var evidence = Self.good
        evidence.effects += [Self.write("removed"), Self.write("added")]
        #expect(found(evidence).contains("I3"))
        // Two requests for one membership: each may have one effect, but one of them has two.
        evidence = Self.good
        evidence.requests.append(Self.request("RITM0000002", for: [Self.group, StormGroups.full]))
        evidence.ticketWrites.append(Self.noted("Reverted: …", "RITM0000002"))
        evidence.incidentWrites = [IncidentWrite(at: "10:07", number: "INC1", correlationID: "landfall:RITM0000002:a")]
        evidence.effects = [
            Self.write("added", request: "r1"), Self.write("removed", request: "r2"),
            Self.write("added", request: "r3"),
        ]
        evidence.graphWrites = [
            Self.call("r1", client: "c1"), Self.call("r2", client: "c2"), Self.call("r3", client: "c3"),
        ]
        evidence.auditedCalls = [
            Self.audited("ritm0000002", client: "c1"), Self.audited("ritm0000002", client: "c2"),
            Self.audited(client: "c3"),
        ]
        #expect(found(evidence).isEmpty)
        evidence.auditedCalls = [
            Self.audited(client: "c1"), Self.audited("ritm0000002", client: "c2"), Self.audited(client: "c3"),
        ]
        #expect(found(evidence).contains("I3"))
    }

    @Test("I4: a membership that was there before is removed")
    func undoneWhatWasNotOurs() {
        var evidence = Self.good
        evidence.requests = [Self.request(for: [Self.group, StormGroups.full])]
        evidence.membersBefore = [StormEvidence.pair(Self.group.group, Self.person.objectID)]
        evidence.effects = [Self.write("removed")]
        evidence.ticketWrites = [Self.noted("Reverted: …")]
        evidence.incidentWrites = [IncidentWrite(at: "10:07", number: "INC1", correlationID: "landfall:RITM0000001:a")]
        #expect(found(evidence) == ["I4"])
    }

    @Test("I5: a change for somebody whose request is blocked, waits, or was not approved, and any other kind of write")
    func withoutMandate() {
        for request in [
            Self.request(isApproved: false), Self.request(for: [Self.group, StormGroups.dynamic]),
            Self.request(for: [Self.group, StormGroups.guarded]),
        ] {
            var evidence = Self.good
            evidence.requests = [request]
            #expect(found(evidence).contains("I5"))
        }
        var evidence = Self.good
        evidence.otherEffects = ["user.deleted"]
        #expect(found(evidence).contains("I5"))
    }

    @Test("I6: a call that the audit trail does not know, one without an id, a change of no call")
    func notOnRecord() {
        var evidence = Self.good
        evidence.graphWrites.append(Self.call("r2", client: "c2"))
        #expect(found(evidence) == ["I6"])
        evidence.graphWrites = [Self.call(client: nil)]
        #expect(found(evidence).contains("I6"))
        evidence.graphWrites = []
        #expect(found(evidence) == ["I6"])
    }

    @Test("An outcome that nothing explains, a ticket that is closed twice, a service that ends by itself")
    func unexpected() {
        var evidence = Self.good
        evidence.effects = []
        evidence.ticketWrites = [Self.noted("Reverted: …")]
        #expect(found(evidence) == ["unexpected"])
        evidence = Self.good
        evidence.ticketWrites.append(Self.closed(at: "10:07"))
        #expect(found(evidence) == ["unexpected"])
        evidence = Self.good
        evidence.surprises = ["executor ended by itself with -4"]
        #expect(found(evidence) == ["unexpected"])
    }

    @Test("What a ticket or an incident is told twice, a state that is set again, an incident too many and one too few")
    func toldTwice() {
        func incident(_ number: String, _ run: String? = nil, state: String? = nil, notes: [String] = [])
            -> IncidentWrite
        {
            IncidentWrite(
                at: "10:07", number: number, correlationID: run.map { "landfall:RITM0000001:\($0)" }, newState: state,
                workNotes: notes)
        }
        var reverted = Self.good
        reverted.requests = [Self.request(for: [Self.group, StormGroups.full])]
        reverted.effects = [Self.write("added", request: "r1"), Self.write("removed", request: "r1")]
        reverted.ticketWrites = [Self.noted("Reverted: …\n[landfall:1]")]
        #expect(found(reverted) == ["unexpected"])
        reverted.incidentWrites = [incident("INC1", "a")]
        #expect(found(reverted).isEmpty)
        var evidence = reverted
        evidence.ticketWrites.append(Self.noted("Reverted: in other words\n[landfall:1]"))
        #expect(found(evidence) == ["unexpected"])
        evidence = reverted
        evidence.incidentWrites.append(incident("INC2", "a", state: "6"))
        #expect(found(evidence) == ["unexpected"])
        evidence.incidentWrites = [incident("INC1", "a"), incident("INC1", notes: ["[landfall:2]", "[landfall:2]"])]
        #expect(found(evidence) == ["unexpected"])
        evidence.incidentWrites = [incident("INC1", "a"), incident("INC1", state: "6")]
        #expect(found(evidence) == ["unexpected"])
        evidence = Self.good
        evidence.incidentWrites = [incident("INC1", "a")]
        #expect(found(evidence) == ["unexpected"])
        evidence = Self.good
        evidence.ticketWrites.append(TicketWrite(at: "10:07", ticket: "RITM0000001", newState: "2"))
        #expect(found(evidence) == ["unexpected"])
    }

    @Test("A breach is told with the request's journal lines and the seed that replays the storm")
    func told() {
        var evidence = Self.good
        evidence.ticketWrites = [Self.closed(at: "09:59")]
        let plan = StormPlan(seed: 12345, runs: 10)
        let report = StormReport(
            plan: plan, evidence: evidence, breaches: StormVerdict(evidence).breaches(),
            times: .init(storm: .seconds(1), calm: .seconds(1)), deeds: [:], faultsFired: 0, graphRequests: 1)
        for text in ["scripts/storm --runs 10 --seed 12345", "RITM0000001", "member.added", "09:59", "I1"] {
            #expect(report.complaint.contains(text), "\(text)")
        }
    }
}
