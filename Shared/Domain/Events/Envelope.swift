import Foundation

/// The outer form of an event's JSON.
struct Envelope {
    var id: UUID
    var ritm: RITMNumber
    var run: RunID?
    var event: Event

    init(_ event: Event) {
        self.id = event.id
        self.ritm = event.ritm
        self.run = event.run
        self.event = event
    }

    enum CodingKeys: String, CodingKey {
        case id
        case type
        case version
        case ritm
        case run
        case at
        case by
        case trace
        case data
    }
}

extension Envelope: Encodable {
    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(GUIDText.text(of: id), forKey: .id)
        try container.encode(event.type, forKey: .type)
        try container.encode(event.type.version, forKey: .version)
        try container.encode(ritm, forKey: .ritm)
        try container.encodeIfPresent(run, forKey: .run)
        try container.encode(event.at, forKey: .at)
        try container.encode(event.by, forKey: .by)
        try container.encode(event.trace, forKey: .trace)
        try container.encode(event.fact.data, forKey: .data)
    }
}

extension Envelope: Decodable {
    /// - Throws: ``Failure`` with ``Reason/messageVersionUnknown`` for a type or version that this code doesn't know, before anything
    ///   else of it is looked at.
    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let typeText = try container.decode(String.self, forKey: .type)
        let version = try container.decode(Int.self, forKey: .version)
        guard let type = EventType(rawValue: typeText) else {
            throw Failure(.messageVersionUnknown, "events of type “\(typeText.prefix(80))” are not known")
        }
        guard version == type.version else {
            throw Failure(
                .messageVersionUnknown, "version \(version) of \(type.rawValue) is not known, only \(type.version)")
        }
        guard let id = GUIDText.parse(try container.decode(String.self, forKey: .id)) else {
            throw DecodingError.dataCorruptedError(forKey: .id, in: container, debugDescription: "not a valid id")
        }
        self.id = id
        self.ritm = try container.decode(RITMNumber.self, forKey: .ritm)
        self.run = try container.decodeIfPresent(RunID.self, forKey: .run)
        func data<Data: Decodable>() throws -> Data { try container.decode(Data.self, forKey: .data) }
        let fact: Fact =
            switch type {
            case .requestReceived: .requestReceived(try data())
            case .requestValidated: .requestValidated(try data())
            case .requestBlocked: .requestBlocked(try data())
            case .requestApproved: .requestApproved(try data())
            case .requestWithdrawn: .requestWithdrawn(try data())
            case .requestRejected: .requestRejected(try data())
            case .approvalRequested: .approvalRequested(try data())
            case .approvalReminded: .approvalReminded(try data())
            case .approvalEscalated: .approvalEscalated(try data())
            case .approvalGiven: .approvalGiven(try data())
            case .approvalRefused: .approvalRefused(try data())
            case .runStarted: .runStarted(try data())
            case .runDeferred: .runDeferred(try data())
            case .operationSatisfied: .operationSatisfied(try data())
            case .operationApplied: .operationApplied(try data())
            case .operationAttemptFailed: .operationAttemptFailed(try data())
            case .operationThrottled: .operationThrottled(try data())
            case .operationRefused: .operationRefused(try data())
            case .operationVerificationDue: .operationVerificationDue(try data())
            case .operationVerified: .operationVerified(try data())
            case .operationUndoApplied: .operationUndoApplied(try data())
            case .operationUndoRefused: .operationUndoRefused(try data())
            case .operationReverted: .operationReverted(try data())
            case .runLanded: .runLanded(try data())
            case .runReverted: .runReverted(try data())
            case .runStuck: .runStuck(try data())
            case .retryRequested: .retryRequested(try data())
            case .retryRefused: .retryRefused(try data())
            case .rollbackProposed: .rollbackProposed(try data())
            case .rollbackRequested: .rollbackRequested(try data())
            case .rollbackRefused: .rollbackRefused(try data())
            case .accessEnding: .accessEnding(try data())
            case .accessEndDue: .accessEndDue(try data())
            case .accessEnded: .accessEnded(try data())
            case .accessEndFailed: .accessEndFailed(try data())
            case .accessEndCancelled: .accessEndCancelled(try data())
            case .accessDrifted: .accessDrifted(try data())
            case .accessDriftEnded: .accessDriftEnded(try data())
            case .ticketUpdated: .ticketUpdated(try data())
            case .ticketFulfilled: .ticketFulfilled(try data())
            case .ticketNotApplied: .ticketNotApplied(try data())
            case .ticketPending: .ticketPending(try data())
            case .incidentOpened: .incidentOpened(try data())
            case .incidentUpdated: .incidentUpdated(try data())
            case .incidentResolved: .incidentResolved(try data())
            case .messageDeadLettered: .messageDeadLettered(try data())
            }
        self.event = Event(
            fact,
            at: try container.decode(Date.self, forKey: .at),
            by: try container.decode(Origin.self, forKey: .by),
            trace: try container.decode(TraceContext.self, forKey: .trace))
    }
}
