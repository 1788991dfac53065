/// Judges a storm by what the witnesses say. Pure.
///
/// I1 to I5 are judged by the journals of the simulators and what was ordered. Which request a write to Entra belongs to is known from
/// the journal alone where only one asked for it; I6, and I3 where several did, need the audit trail.
struct StormVerdict {
    private let evidence: StormEvidence
    private let effects: [String: [MembershipWrite]]
    private let tickets: [String: [TicketWrite]]
    /// Who asked for a membership, of those who may get it.
    private let mandates: [String: [StormRequest]]

    init(_ evidence: StormEvidence) {
        self.evidence = evidence
        effects = Dictionary(grouping: evidence.effects) { StormEvidence.pair($0) }
        tickets = Dictionary(grouping: evidence.ticketWrites) { $0.ticket }
        var mandates: [String: [StormRequest]] = [:]
        for request in evidence.requests where request.order.expectation.isRun {
            for pair in Self.pairs(request) { mandates[pair, default: []].append(request) }
        }
        self.mandates = mandates
    }

    func breaches() -> [StormBreach] {
        falseFulfilments() + vanished() + effectsTwice() + undoneWhatWasNotOurs() + withoutMandate() + notOnRecord()
            + evidence.secretsFound.map { breach(.secretOut, $0) } + unexpected()
            + TicketVerdict(evidence).problems.map { breach(.unexpected, $0.text, $0.request, $0.lines) }
    }

    private static func pairs(_ request: StormRequest) -> [String] {
        request.order.entitlements.map { StormEvidence.pair($0.group, request.order.person.objectID) }
    }

    private func closing(_ request: StormRequest) -> TicketWrite? {
        tickets[request.ritm]?.last { $0.newState != nil }.flatMap { $0.newState == "3" ? $0 : nil }
    }

    private func starts(_ ritm: String) -> Int { evidence.starts[ritm] ?? 1 }

    private func rests(_ request: StormRequest) -> [Rest] { (tickets[request.ritm] ?? []).compactMap(Rest.init) }

    // MARK: - I1

    private func falseFulfilments() -> [StormBreach] {
        evidence.requests.flatMap { request -> [StormBreach] in
            guard let closing = closing(request) else { return [] }
            return Self.pairs(request).flatMap { pair -> [StormBreach] in
                let all = effects[pair] ?? []
                let moments = [("when it was closed", all.filter { $0.at <= closing.at }), ("in the end", all)]
                return moments.compactMap { moment, writes in
                    let isMember =
                        writes.last.map { $0.effect == "member.added" } ?? evidence.membersBefore.contains(pair)
                    guard !isMember else { return nil }
                    return breach(
                        .falseFulfilment, "closed complete, and the membership \(pair) is not there \(moment)", request)
                }
            }
        }
    }

    // MARK: - I2

    private func vanished() -> [StormBreach] {
        let given = Set(evidence.deadLetters.compactMap(\.stopped))
        var breaches = evidence.requests.compactMap { request -> StormBreach? in
            guard request.order.expectation != .untouched, rests(request).isEmpty, !given.contains(request.ritm) else {
                return nil
            }
            return breach(.vanished, "the ticket does not say what became of it", request)
        }
        if let problem = evidence.problem { breaches.append(breach(.vanished, problem)) }
        breaches += evidence.deadLetters.filter { !$0.isExplained }.map { letter in
            StormBreach(
                invariant: .vanished, text: "given up on, which no fault that passes explains: \(letter)",
                ritm: letter.ritm, evidence: [letter.text] + told(letter.ritm))
        }
        return breaches
    }

    // MARK: - I3

    private func effectsTwice() -> [StormBreach] {
        let byPair = effects.flatMap { pair, writes -> [StormBreach] in
            let askers = mandates[pair] ?? []
            let added = writes.count { $0.effect == "member.added" }
            let removed = writes.count { $0.effect == "member.removed" }
            let starts = askers.reduce(0) { $0 + self.starts($1.ritm) }
            // A start by which a ticket was closed complete takes nothing back.
            let mayTakeBack = starts - askers.count { closing($0) != nil }
            guard added > starts || removed > mayTakeBack else { return [] }
            return [
                breach(
                    .effectTwice,
                    "\(pair) was added \(added) times and removed \(removed) times by \(starts) starts, of which \(mayTakeBack) did not fulfil a request",
                    askers.first, writes.map(\.description))
            ]
        }
        return byPair + effectsTwiceByKey()
    }

    /// By the key that the audit trail has for the call.
    private func effectsTwiceByKey() -> [StormBreach] {
        let clientIDs = Dictionary(
            evidence.graphWrites.map { ($0.requestID, ($0.clientRequestID ?? "").lowercased()) },
            uniquingKeysWith: { first, _ in first })
        let keys = Dictionary(grouping: evidence.auditedCalls, by: \.clientRequestID)
        var counts: [String: [MembershipWrite]] = [:]
        for write in evidence.effects {
            guard let id = write.requestID.flatMap({ clientIDs[$0] }), !id.isEmpty else { continue }
            let pair = ":\(write.member):\(write.group):".lowercased()
            for call in keys[id] ?? [] where call.key.contains(pair) {
                counts["\(write.effect) \(call.key)", default: []].append(write)
            }
        }
        return counts.filter { key, writes in
            // The effect, then the key, which begins with the RITM.
            writes.count > starts(String(key.drop { $0 != " " }.dropFirst().prefix { $0 != ":" }).uppercased())
        }.map { key, writes in
            breach(
                .effectTwice, "\(key) took effect \(writes.count) times",
                evidence.requests.first { key.contains($0.ritm.lowercased()) }, writes.map(\.description))
        }
    }

    // MARK: - I4

    private func undoneWhatWasNotOurs() -> [StormBreach] {
        evidence.effects.compactMap { write in
            let pair = StormEvidence.pair(write)
            guard write.effect == "member.removed", evidence.membersBefore.contains(pair) else { return nil }
            return breach(
                .undoneWhatWasNotOurs, "\(pair) was there before the storm and was removed", mandates[pair]?.first,
                [write.description])
        }
    }

    // MARK: - I5

    private func withoutMandate() -> [StormBreach] {
        evidence.effects.compactMap { write in
            let pair = StormEvidence.pair(write)
            guard mandates[pair] == nil else { return nil }
            return breach(.withoutMandate, "nobody may have \(pair)", nil, [write.description])
        } + evidence.otherEffects.map { breach(.withoutMandate, "a write of another kind", nil, [$0]) }
    }

    // MARK: - I6

    private func notOnRecord() -> [StormBreach] {
        let onRecord = Set(evidence.auditedCalls.map(\.clientRequestID))
        let known = Set(evidence.graphWrites.map(\.requestID))
        let calls = evidence.graphWrites.compactMap { write -> StormBreach? in
            if let id = write.clientRequestID, onRecord.contains(id.lowercased()) { return nil }
            let effects = evidence.effects.filter { $0.requestID == write.requestID }
            let asker = effects.first.flatMap { mandates[StormEvidence.pair($0)]?.first } ?? asker(of: write.path)
            return breach(
                .notOnRecord, "a call to Graph is not in the audit trail", asker,
                [write.description] + effects.map(\.description))
        }
        let effects = evidence.effects.compactMap { write -> StormBreach? in
            if let id = write.requestID, known.contains(id) { return nil }
            return breach(
                .notOnRecord, "a change belongs to no request that Graph saw",
                mandates[StormEvidence.pair(write)]?.first,
                [write.description])
        }
        return calls + effects
    }

    /// Whose removal a call was: its path names both.
    private func asker(of path: String) -> StormRequest? {
        let parts = path.lowercased().split(separator: "/").map(String.init)
        return parts.lazy.compactMap { part in
            mandates.first { $0.key.hasSuffix(" \(part)") && parts.contains(String($0.key.prefix(36))) }?.value.first
        }.first
    }

    // MARK: - What nothing explains

    private func unexpected() -> [StormBreach] {
        let given = Set(evidence.deadLetters.compactMap(\.stopped))
        let strange = evidence.requests.compactMap { request -> StormBreach? in
            let rests = rests(request)
            // What was given up on may be at rest anywhere.
            guard !given.contains(request.ritm), !rests.contains(.stopped) else { return nil }
            guard let last = rests.last ?? (request.order.expectation == .untouched ? nil : .stopped) else {
                return nil
            }
            let allowed: [Rest] =
                switch request.order.expectation {
                case .landed, .landedInTheEnd: [.closedComplete]
                case .turnedBack: [.reverted, .refused, .stuck]
                case .either: [.closedComplete, .reverted, .refused, .stuck]
                case .blocked: [.blocked]
                case .waiting: [.waiting]
                case .untouched: []
                }
            guard !allowed.contains(last), !rests.isEmpty else { return nil }
            return breach(
                .unexpected, "was to be \(request.order.expectation.rawValue), and is \(last.rawValue)", request)
        }
        let closedTwice = evidence.requests.compactMap { request -> StormBreach? in
            let closings = (tickets[request.ritm] ?? []).count { $0.newState == "3" }
            return closings > 1 ? breach(.unexpected, "was closed \(closings) times", request) : nil
        }
        // Each was asked for when the run had ended, and once.
        let declined = evidence.requests.filter { request in
            (tickets[request.ritm] ?? []).contains { $0.workNotes.contains { $0.hasPrefix("Not started once more") } }
        }.map { breach(.unexpected, "was not carried out once more", $0) }
        return strange + closedTwice + declined + evidence.surprises.map { breach(.unexpected, $0) }
    }

    // MARK: - Telling

    private func breach(
        _ invariant: StormBreach.Invariant, _ text: String, _ request: StormRequest? = nil, _ lines: [String] = []
    ) -> StormBreach {
        var lines = lines
        if let request {
            let order = request.order
            lines.append(
                "ordered: \(order.person.name) (\(order.person.objectID)): \(order.entitlements.map(\.name).joined(separator: ", "))"
            )
            lines += Self.pairs(request).flatMap { effects[$0] ?? [] }.map(\.description)
            lines += told(request.ritm)
        }
        return StormBreach(invariant: invariant, text: text, ritm: request?.ritm, evidence: lines)
    }

    private func told(_ ritm: String?) -> [String] {
        guard let ritm else { return [] }
        return (tickets[ritm] ?? []).map(\.description)
            + evidence.auditedCalls.filter { $0.key.hasPrefix(ritm.lowercased()) }.map {
                "audited: \($0.key) \($0.clientRequestID)"
            }.sorted()
            + (evidence.logLines[ritm] ?? []).suffix(40)
    }
}
