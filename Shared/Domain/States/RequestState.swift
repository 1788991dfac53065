/// Where a request stands, from the first hint to a closed ticket.
public enum RequestState: String, Codable, Sendable, CaseIterable {
    case received
    case validating
    /// It can't go on as it is; an owner is named, and the ticket stays open.
    case blocked
    case awaitingApproval = "awaiting_approval"
    case rejected
    case expired
    case approved
    case provisioning
    /// Every operation is verified; the ticket isn't closed yet.
    case landed
    /// The ticket is closed complete, and was read back.
    case fulfilled
    /// The run was undone.
    case reverted
    /// The run can't go on and wasn't undone: a person has to act.
    case stuck
    /// Withdrawn in ServiceNow before it had landed; what was changed until then is undone, or kept as the policy says.
    case withdrawn

    /// Whether nothing more happens to it by itself.
    public var isTerminal: Bool {
        switch self {
        case .rejected, .expired, .fulfilled, .withdrawn: true
        case .received, .validating, .blocked, .awaitingApproval, .approved, .provisioning, .landed, .reverted, .stuck:
            false
        }
    }

    /// What may follow. A blocked, reverted or stuck request goes on when a person sends it on again.
    public var successors: Set<RequestState> {
        switch self {
        case .received: [.validating, .withdrawn]
        case .validating: [.blocked, .awaitingApproval, .approved, .withdrawn]
        case .blocked: [.validating, .withdrawn]
        case .awaitingApproval: [.approved, .rejected, .expired, .withdrawn]
        case .approved: [.provisioning, .withdrawn]
        case .provisioning: [.landed, .reverted, .stuck, .withdrawn]
        case .landed: [.fulfilled, .withdrawn]
        case .reverted, .stuck: [.provisioning]
        case .rejected, .expired, .fulfilled, .withdrawn: []
        }
    }

    public func mayBecome(_ next: RequestState) -> Bool {
        successors.contains(next)
    }
}
