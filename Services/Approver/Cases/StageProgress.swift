import Domain
import Foundation

/// How far the stage is that waits now.
struct StageProgress: Hashable, Codable, Sendable {
    /// Which one it is, from 0.
    var index: Int
    let beganAt: Date
    /// Who could decide when it was last looked; nil: nobody was asked yet.
    var asked: [Person]?
    /// When it was last looked who could decide.
    var lookedAt: Date?
    /// How often people were reminded.
    var reminders = 0
    /// Why it was escalated.
    var escalations: [ApprovalEscalated.Cause] = []

    init(index: Int, beganAt: Date) {
        self.index = index
        self.beganAt = Timestamp.rounded(beganAt)
    }

    var isEscalated: Bool { !escalations.isEmpty }

    enum CodingKeys: String, CodingKey {
        case index
        case beganAt = "began_at"
        case asked
        case lookedAt = "looked_at"
        case reminders
        case escalations
    }
}
