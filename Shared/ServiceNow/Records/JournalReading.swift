/// Whether a note with a certain marker is on a ticket.
public enum JournalReading: Hashable, Sendable {
    case present
    case absent
    /// The journal could not be read, or reads as empty, which an access rule makes of a full one.
    case unknown
}
