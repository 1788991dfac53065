/// What a caller or a file gave can't be used; `description` is one sentence for people.
public struct MalformedInput: Error, CustomStringConvertible, Sendable, Hashable {
    public let description: String

    public init(_ description: String) { self.description = description }
}
