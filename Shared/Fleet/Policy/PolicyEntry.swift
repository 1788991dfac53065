public import Foundation

/// One entry in the history of policies: who put which version in force, and when.
public struct PolicyEntry: Hashable, Sendable {
    /// The entry's place in the history, from 1; the highest is in force.
    public var number: Int
    /// The SHA-256 of the version, in hexadecimal.
    public var version: String
    public var author: String
    public var appliedAt: Date

    public init(number: Int, version: String, author: String, appliedAt: Date) {
        self.number = number
        self.version = version
        self.author = author
        self.appliedAt = appliedAt
    }
}
