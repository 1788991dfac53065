import Foundation

/// What the witnesses say when a storm is over.
struct StormEvidence: Sendable {
    /// A call to Graph as the audit trail has it.
    struct AuditedCall: Sendable, Hashable {
        /// `{ritm}:{user}:{group}:{action}`
        let key: String
        let clientRequestID: String
    }

    var requests: [StormRequest]
    /// How often each run was started, by what people asked for; once, where it isn't here.
    var starts: [String: Int] = [:]
    /// `group member` of every membership before the storm.
    var membersBefore: Set<String> = []
    var effects: [MembershipWrite] = []
    var otherEffects: [String] = []
    var graphWrites: [StormWitness.GraphWrite] = []
    var ticketWrites: [TicketWrite] = []
    var incidentWrites: [IncidentWrite] = []
    var deadLetters: [DeadLetter] = []
    /// From `audit.events`, which is Landfall's own: there is no other place to look for what is to be in it (I6).
    var auditedCalls: Set<AuditedCall> = []
    /// Where something was found that is a secret, without the secret.
    var secretsFound: [String] = []
    /// Services that ended by themselves.
    var surprises: [String] = []
    /// Why not everything came to rest.
    var problem: String?
    /// What the services' logs say of a RITM.
    var logLines: [String: [String]] = [:]

    static func pair(_ group: String, _ member: String) -> String { "\(group) \(member)".lowercased() }
    static func pair(_ write: MembershipWrite) -> String { pair(write.group, write.member) }

    static func gather(
        _ requests: [StormRequest], plan: StormPlan, landscape: Landscape, witness: StormWitness,
        starts: [String: Int], problem: String?, surprises: [String]
    ) async throws -> StormEvidence {
        try await witness.look()
        var evidence = StormEvidence(requests: requests)
        evidence.membersBefore = Set(
            plan.groups.flatMap { group in group.members.map { pair(group.entitlement.group, $0.objectID) } })
        evidence.starts = starts
        evidence.effects = await witness.effects
        evidence.otherEffects = await witness.otherEffects
        evidence.graphWrites = await witness.graphWrites
        evidence.ticketWrites = await witness.ticketWrites
        evidence.incidentWrites = await witness.incidentWrites
        evidence.deadLetters = try await DeadLetter.all(in: landscape.broker)
        evidence.auditedCalls = try await landscape.auditedCalls()
        evidence.surprises = surprises
        evidence.problem = problem
        evidence.secretsFound = try await SecretSearch(landscape).find(
            in: evidence.deadLetters.map(\.text) + evidence.ticketWrites.flatMap(\.workNotes))
        evidence.logLines = landscape.logLines(of: Set(requests.map(\.ritm)))
        return evidence
    }
}

extension Landscape {
    /// Every call to Graph that an event in the audit trail tells of.
    fileprivate func auditedCalls() async throws -> Set<StormEvidence.AuditedCall> {
        let query = """
            SELECT DISTINCT b->'data'->>'key', lower(COALESCE(b->'data'->'correlation'->>'client_request_id',
                b->'data'->'failure'->'correlation'->>'client_request_id', ''))
            FROM (SELECT convert_from(body, 'UTF8')::jsonb AS b FROM audit.events WHERE type LIKE 'operation.%') e;
            """
        return Set(
            try await database.rows(query).filter { $0.count == 2 }.map {
                StormEvidence.AuditedCall(key: $0[0].lowercased(), clientRequestID: $0[1])
            })
    }

    /// The last lines of all services' logs that name each RITM.
    fileprivate func logLines(of ritms: Set<String>) -> [String: [String]] {
        var lines: [String: [String]] = [:]
        for replica in plan.replicas {
            guard let data = FileManager.default.contents(atPath: files.log(replica.name).path) else { continue }
            for line in data.split(separator: UInt8(ascii: "\n")) {
                let text = String(decoding: line, as: UTF8.self)
                guard let start = text.firstRange(of: "RITM")?.lowerBound else { continue }
                let ritm = "RITM" + text[start...].dropFirst(4).prefix { $0.isNumber }
                if ritms.contains(ritm) { lines[ritm, default: []].append("\(replica.name): \(text)") }
            }
        }
        return lines
    }
}
