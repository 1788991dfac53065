import Foundation

/// Reads GUIDs as they are written, and nothing that a lenient parser would also take for one.
enum GUIDText {
    /// Fails for a text that isn't 32 hexadecimal digits with dashes at their places. `UUID(uuidString:)` alone also takes blanks, signs and
    /// `0x` in the place of digits, and would make a valid id of another object from them.
    static func parse(_ text: String) -> UUID? {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return nil }
        for (index, byte) in bytes.enumerated() {
            let isRight =
                switch index {
                case 8, 13, 18, 23: byte == UInt8(ascii: "-")
                default: isHexadecimal(byte)
                }
            guard isRight else { return nil }
        }
        return UUID(uuidString: text)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}
