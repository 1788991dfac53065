import Domain
import Foundation

/// What of an event's data is exported by name, whatever its type: also of events that this version doesn't know.
public struct EventContent {
    public private(set) var key: String?
    public private(set) var attempt: String?
    public private(set) var reason: String?
    public private(set) var detail: String?
    public private(set) var clientRequestID: String?
    public private(set) var requestID: String?
    public private(set) var requestDigest: String?
    public private(set) var responseDigest: String?
    /// Those who have approved, by name.
    public private(set) var approver: String?
    /// Who has said no, by name.
    public private(set) var denier: String?
    /// Who is asked to decide, by name.
    public private(set) var asked: String?
    /// Until when something waits, as the event has it.
    public private(set) var deadline: String?
    public private(set) var policyVersion: String?
    /// The automation that proposed the request.
    public private(set) var proposer: String?
    /// Who has asked for it, where it is an operator's doing.
    public private(set) var `operator`: String?
    /// The name of the person whose access it is about.
    public private(set) var beneficiary: String?
    /// The names of groups by their ids.
    public private(set) var groups: [String: String] = [:]

    /// - Parameter body: the event as JSON. What isn't in it, or can't be read, is nil.
    public init(body: [UInt8]) {
        guard let event = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any],
            let data = event["data"] as? [String: Any]
        else { return }
        key = data["key"] as? String
        attempt = (data["attempt"] as? Int).map(String.init)
        let failure = data["failure"] as? [String: Any]
        reason = failure?["reason"] as? String
        detail = failure?["detail"] as? String
        let correlation = (data["correlation"] ?? failure?["correlation"]) as? [String: Any]
        clientRequestID = correlation?["client_request_id"] as? String
        requestID = correlation?["request_id"] as? String
        requestDigest = correlation?["request_digest"] as? String
        responseDigest = correlation?["response_digest"] as? String
        let decisions = (data["approval"] as? [String: Any])?["decisions"] as? [[String: Any]]
        let votes = (data["approval"] as? [String: Any])?["votes"] as? [[String: Any]]
        let people = [data["vote"] as? [String: Any]].compactMap(\.self) + (votes ?? [])
        let approvers =
            (decisions ?? []).compactMap { $0["approver_name"] as? String } + people.compactMap(Self.decider)
        approver = approvers.isEmpty ? nil : approvers.joined(separator: ", ")
        denier = (data["denial"] as? [String: Any]).flatMap(Self.decider)
        let question = data["question"] as? [String: Any]
        let asked = (question?["asked"] as? [[String: Any]] ?? []).compactMap { $0["display_name"] as? String }
        self.asked = asked.isEmpty ? nil : asked.joined(separator: ", ")
        deadline = (question?["expires_at"] ?? data["opens_at"]) as? String
        let plan = data["plan"] as? [String: Any]
        policyVersion = plan?["policy_version"] as? String
        proposer = plan?["proposed_by"] as? String
        beneficiary = (plan?["beneficiary"] as? [String: Any])?["display_name"] as? String
        for operation in plan?["operations"] as? [[String: Any]] ?? [] {
            guard let key = (operation["key"] as? String).flatMap(OperationKey.init) else { continue }
            groups[key.group.description] = operation["group_name"] as? String
        }
        let wish = (data["retry"] ?? data["rollback"]) as? [String: Any]
        self.operator = wish?["asked_by"] as? String
    }

    /// “Ben”, or “Ben for Cleo”.
    private static func decider(_ vote: [String: Any]) -> String? {
        func name(_ field: String) -> String? { (vote[field] as? [String: Any])?["display_name"] as? String }
        return name("person").map { person in person + (name("on_behalf_of").map { " for \($0)" } ?? "") }
    }
}
