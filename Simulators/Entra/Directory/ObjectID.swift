/// The GUID of a directory object, in small letters.
struct ObjectID: Hashable, Sendable, CustomStringConvertible {
    let text: String

    /// Nil unless `text` is a GUID in the usual form, 8-4-4-4-12 hexadecimal digits.
    init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        guard bytes.count == 36 else { return nil }
        var needsLowering = false
        for (index, byte) in bytes.enumerated() {
            switch (index, byte) {
            case (8, UInt8(ascii: "-")), (13, UInt8(ascii: "-")), (18, UInt8(ascii: "-")), (23, UInt8(ascii: "-")):
                continue
            case (8, _), (13, _), (18, _), (23, _): return nil
            case (_, UInt8(ascii: "0")...UInt8(ascii: "9")), (_, UInt8(ascii: "a")...UInt8(ascii: "f")): continue
            case (_, UInt8(ascii: "A")...UInt8(ascii: "F")): needsLowering = true
            default: return nil
            }
        }
        self.text = needsLowering ? text.lowercased() : String(text)
    }

    var description: String { text }
}
