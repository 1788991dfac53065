import Domain
import Foundation

/// An entry of the audit trail, as a page tells it.
struct RecordedEvent: Sendable {
    /// Its place in the trail.
    var number: Int64
    var type: String
    var at: Date
    /// The service that stated it.
    var service: String
    /// What it states; nil for what this version of the code doesn't know.
    var fact: Fact?
}
