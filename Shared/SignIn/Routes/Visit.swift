public import Hummingbird

/// A signed-in person with the role that a page asks for, looking at it.
public struct Visit: Sendable {
    public let person: SignedInPerson
    /// What a form on the page has to carry as its field `token`.
    public let formToken: String
    /// Parts of the address, by their names.
    public let parameters: Parameters
}
