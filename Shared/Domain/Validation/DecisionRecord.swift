public import Foundation

/// Everything that a decision was made from, kept with it: another version of the policy can be asked the same.
public struct DecisionRecord: Hashable, Codable, Sendable {
    public var ticket: TicketRecord
    /// Nil where the ticket itself was reason enough to block, so that nothing was looked up.
    public var directory: DirectoryFacts?
    /// The moment of the decision.
    public let at: Date

    public init(ticket: TicketRecord, directory: DirectoryFacts?, at: Date) {
        self.ticket = ticket
        self.directory = directory
        self.at = Timestamp.rounded(at)
    }
}
