/// A `user_name` of `sys_user` that can stand in an encoded query: it has no character that means something there.
public struct UserName: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// Fails for a text that isn't 1 to 100 ASCII letters, digits and `. _ - @ + ' #`, or that begins like an expression.
    public init?(_ text: String) {
        guard (1...100).contains(text.utf8.count), !text.lowercased().hasPrefix("javascript"),
            text.utf8.allSatisfy({ byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "._-@+'#".utf8.contains(byte)
                }
            })
        else { return nil }
        self.description = text
    }
}
