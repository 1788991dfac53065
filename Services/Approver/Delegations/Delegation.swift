import Domain
import Foundation

/// That somebody lets another person decide in their place, for a time.
struct Delegation: Hashable, Sendable {
    var id: UUID
    var from: Person
    var to: Person
    let begins: Date
    let ends: Date

    init(id: UUID, from: Person, to: Person, begins: Date, ends: Date) {
        self.id = id
        self.from = from
        self.to = to
        self.begins = Timestamp.rounded(begins)
        self.ends = Timestamp.rounded(ends)
    }

    func holds(at now: Date) -> Bool { begins <= now && now < ends }
}
