import Crypto
public import Foundation

/// What is to be changed for one request item: decided once, by one version of the policy, and then carried out as it is.
///
/// A plan is valid by construction: it has at least one operation, each key once, and all keys are of its ticket and its person.
public struct Plan: Hashable, Sendable {
    public let ticket: Ticket
    public let beneficiary: Person
    public let operations: [PlannedOperation]
    public let risk: Risk
    public let onPartialFailure: PartialFailureRule
    /// Nil for the rule of plans that don't name one.
    private let withdrawalRule: PartialFailureRule?
    /// The SHA-256 of the policy that decided, in hexadecimal.
    public let policyVersion: String
    /// When the access ends, UTC, to the millisecond: what the plan adds is to be removed then. Nil: it has no end.
    public let until: Date?
    /// By what the ticket is closed.
    public let fulfilment: Fulfilment
    /// What is done about access that was removed outside of Landfall.
    public let onDrift: DriftResponse
    /// Who asked; nil in plans that were made before it was looked at.
    public let requester: Requester?
    /// The automation, or AI agent, that proposed the request; nil: a person asked by a ticket of their own.
    public let proposedBy: String?
    /// Which people have to decide; nil: the ticket's own approval is enough.
    public let approvals: ApprovalRequirement?
    /// Why it is carried out before people have decided; nil: it isn't.
    public let emergency: Emergency?
    /// When a change may begin; empty: at any time. Where entitlements differ, it has to be open for each of them.
    public let changeWindows: [[ChangeWindow]]
    /// The Teams channels of the entitlements' owners, by the names that the configuration gives them; empty: the common one.
    public let teamsChannels: [String]
    /// The SHA-256 of everything above, in hexadecimal: an approval is for exactly this, the names that people read included.
    public let digest: String

    public init(
        ticket: Ticket,
        beneficiary: Person,
        operations: [PlannedOperation],
        risk: Risk,
        onPartialFailure: PartialFailureRule,
        onWithdrawal: PartialFailureRule = .rollBack,
        policyVersion: String,
        until: Date? = nil,
        fulfilment: Fulfilment = .item,
        onDrift: DriftResponse = .report,
        requester: Requester? = nil,
        proposedBy: String? = nil,
        approvals: ApprovalRequirement? = nil,
        emergency: Emergency? = nil,
        changeWindows: [[ChangeWindow]] = [],
        teamsChannels: [String] = []
    ) throws(PlanError) {
        guard !operations.isEmpty else { throw .empty }
        var seen: Set<OperationKey> = []
        for operation in operations {
            guard seen.insert(operation.key).inserted else { throw .duplicate(operation.key) }
            guard operation.key.ritm == ticket.number, operation.key.user == beneficiary.id else {
                throw .foreign(operation.key)
            }
        }
        self.ticket = ticket
        self.beneficiary = beneficiary
        self.operations = operations
        self.risk = risk
        self.onPartialFailure = onPartialFailure
        self.withdrawalRule = onWithdrawal == .rollBack ? nil : onWithdrawal
        self.policyVersion = policyVersion
        self.until = until.map(Timestamp.rounded)
        self.fulfilment = fulfilment
        self.onDrift = onDrift
        self.requester = requester
        self.proposedBy = proposedBy
        self.approvals = approvals
        self.emergency = emergency
        self.changeWindows = changeWindows
        self.teamsChannels = teamsChannels
        // What a plan doesn't say leaves no trace in its digest, by which approvals and runs are named: it is what it was before plans could say it.
        let end = self.until.map { ["until", Timestamp.text(of: $0)] } ?? []
        let withdrawal = withdrawalRule.map { ["on_withdrawal", $0.rawValue] } ?? []
        let closing = fulfilment == .item ? [] : ["fulfilment", fulfilment.rawValue]
        let drift = onDrift == .report ? [] : ["on_drift", onDrift.rawValue]
        var people = requester?.digestParts ?? []
        if let proposedBy { people += ["proposed_by", proposedBy] }
        people += approvals?.digestParts ?? []
        if let emergency { people += ["emergency", emergency.reason] }
        if !teamsChannels.isEmpty { people += ["teams_channels", String(teamsChannels.count)] + teamsChannels }
        for windows in changeWindows { people += ["change_windows"] + windows.flatMap(\.digestParts) }
        self.digest = Self.digest(
            [
                "plan", "1", ticket.sysID.description, ticket.number.description, beneficiary.id.description,
                beneficiary.userPrincipalName, beneficiary.displayName, risk.rawValue, onPartialFailure.rawValue,
                policyVersion,
            ] + operations.flatMap { [$0.key.description, $0.entitlement, $0.groupName] } + end + withdrawal + closing
                + drift + people)
    }

    /// What becomes of what was changed when the request is withdrawn on its way.
    public var onWithdrawal: PartialFailureRule { withdrawalRule ?? .rollBack }

    public var run: RunID {
        RunID(ritm: ticket.number, planDigest: digest)
    }

    /// The operation with this key, if the plan has it.
    public subscript(key: OperationKey) -> PlannedOperation? {
        operations.first { $0.key == key }
    }

    /// Length-prefixed, so that no two lists of parts run together.
    private static func digest(_ parts: [String]) -> String {
        var hash = SHA256()
        for part in parts {
            hash.update(data: Data("\(part.utf8.count):\(part);".utf8))
        }
        return hash.finalize().map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }.joined()
    }
}

extension Plan: Codable {
    enum CodingKeys: String, CodingKey {
        case ticket
        case beneficiary
        case operations
        case risk
        case onPartialFailure = "on_partial_failure"
        case withdrawalRule = "on_withdrawal"
        case policyVersion = "policy_version"
        case until
        case fulfilment
        case onDrift = "on_drift"
        case requester
        case proposedBy = "proposed_by"
        case approvals
        case emergency
        case changeWindows = "change_windows"
        case teamsChannels = "teams_channels"
        case digest
    }

    /// Refuses a plan whose digest is not that of its parts.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        do {
            try self.init(
                ticket: container.decode(Ticket.self, forKey: .ticket),
                beneficiary: container.decode(Person.self, forKey: .beneficiary),
                operations: container.decode([PlannedOperation].self, forKey: .operations),
                risk: container.decode(Risk.self, forKey: .risk),
                onPartialFailure: container.decode(PartialFailureRule.self, forKey: .onPartialFailure),
                onWithdrawal: container.decodeIfPresent(PartialFailureRule.self, forKey: .withdrawalRule) ?? .rollBack,
                policyVersion: container.decode(String.self, forKey: .policyVersion),
                until: container.decodeIfPresent(Date.self, forKey: .until),
                fulfilment: container.decodeIfPresent(Fulfilment.self, forKey: .fulfilment) ?? .item,
                onDrift: container.decodeIfPresent(DriftResponse.self, forKey: .onDrift) ?? .report,
                requester: container.decodeIfPresent(Requester.self, forKey: .requester),
                proposedBy: container.decodeIfPresent(String.self, forKey: .proposedBy),
                approvals: container.decodeIfPresent(ApprovalRequirement.self, forKey: .approvals),
                emergency: container.decodeIfPresent(Emergency.self, forKey: .emergency),
                changeWindows: container.decodeIfPresent([[ChangeWindow]].self, forKey: .changeWindows) ?? [],
                teamsChannels: container.decodeIfPresent([String].self, forKey: .teamsChannels) ?? [])
        } catch let error as PlanError {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: error.description))
        }
        guard try container.decode(String.self, forKey: .digest) == digest else {
            throw DecodingError.dataCorruptedError(
                forKey: .digest, in: container, debugDescription: "the plan is not the one that its digest names")
        }
    }

    /// What a plan doesn't say isn't written: it is as it was before plans could say it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(ticket, forKey: .ticket)
        try container.encode(beneficiary, forKey: .beneficiary)
        try container.encode(operations, forKey: .operations)
        try container.encode(risk, forKey: .risk)
        try container.encode(onPartialFailure, forKey: .onPartialFailure)
        try container.encodeIfPresent(withdrawalRule, forKey: .withdrawalRule)
        try container.encode(policyVersion, forKey: .policyVersion)
        try container.encodeIfPresent(until, forKey: .until)
        if fulfilment != .item { try container.encode(fulfilment, forKey: .fulfilment) }
        if onDrift != .report { try container.encode(onDrift, forKey: .onDrift) }
        try container.encodeIfPresent(requester, forKey: .requester)
        try container.encodeIfPresent(proposedBy, forKey: .proposedBy)
        try container.encodeIfPresent(approvals, forKey: .approvals)
        try container.encodeIfPresent(emergency, forKey: .emergency)
        if !changeWindows.isEmpty { try container.encode(changeWindows, forKey: .changeWindows) }
        if !teamsChannels.isEmpty { try container.encode(teamsChannels, forKey: .teamsChannels) }
        try container.encode(digest, forKey: .digest)
    }
}
