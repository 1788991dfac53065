/// Where somebody is taken after signing in: a page of this service and nothing else, whatever an address says.
struct ReturnPath: Hashable, Codable, Sendable, CustomStringConvertible {
    let description: String

    /// In bytes.
    static let longest = 500

    /// Fails for anything but a path of this service, with or without a query.
    init?(_ text: String) {
        guard text.utf8.count <= Self.longest, text.hasPrefix("/"), !text.hasPrefix("//"),
            // A backslash counts as a slash in browsers, and what isn't visible ASCII has no place in an address.
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !#"\"<>"#.utf8.contains($0) })
        else { return nil }
        self.description = text
    }

    /// A path that is a constant of the program.
    private init(constant: String) { self.description = constant }

    /// Where somebody is taken who came from nowhere.
    static let signedIn = ReturnPath(constant: SignInRoutes.signedIn)

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let path = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a path of this service")
        }
        self = path
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
