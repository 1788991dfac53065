public import Foundation

/// A stage gave up on a message: it stands in the stage's dead-letter queue until a person decides.
public struct MessageDeadLettered: Hashable, Codable, Sendable, EventData {
    /// The ticket, where the message names one that is known.
    public var ritm: RITMNumber
    public var run: RunID?
    /// The ticket's record, when the message carried it.
    public var ticket: Ticket?
    /// The stage, such as `validate`.
    public var stage: String
    /// The id and the type of the event that could not be handled.
    public var eventID: UUID
    public var eventType: EventType
    public var attempts: Int
    public var failure: Failure
    /// What the run is for that the event is about; nil: to carry out a plan, or there is none.
    public var purpose: RunPurpose?

    public init(event: Event, stage: String, attempts: Int, failure: Failure) {
        self.ritm = event.ritm
        self.run = event.run
        self.ticket = event.fact.ticket
        self.stage = stage
        self.eventID = event.id
        self.eventType = event.type
        self.attempts = attempts
        self.failure = failure
        self.purpose = event.fact.purpose
    }

    var identity: [String] { [stage, eventID.uuidString, failure.reason.rawValue] }

    /// The event's id is written as it is in the event itself: in lower case.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(ritm, forKey: .ritm)
        try container.encodeIfPresent(run, forKey: .run)
        try container.encodeIfPresent(ticket, forKey: .ticket)
        try container.encode(stage, forKey: .stage)
        try container.encode(GUIDText.text(of: eventID), forKey: .eventID)
        try container.encode(eventType, forKey: .eventType)
        try container.encode(attempts, forKey: .attempts)
        try container.encode(failure, forKey: .failure)
        try container.encodeIfPresent(purpose, forKey: .purpose)
    }

    enum CodingKeys: String, CodingKey {
        case ritm
        case run
        case ticket
        case stage
        case eventID = "event_id"
        case eventType = "event_type"
        case attempts
        case failure
        case purpose
    }
}
