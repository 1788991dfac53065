import Foundation

/// Reads GUIDs as they are written, and nothing that a lenient parser would also take for one; writes them in small letters.
enum GUIDText {
    /// Fails for a text that isn't 32 hexadecimal digits with dashes at their places. `UUID(uuidString:)` also takes blanks, signs and `0x`
    /// in the place of digits, and would make a valid id of another object from them.
    static func parse(_ text: String) -> UUID? {
        guard text.utf8.count == length else { return nil }
        var bytes = SIMD16<UInt8>()
        var digits = 0
        for (index, character) in text.utf8.enumerated() {
            if isDash(at: index) {
                guard character == dash else { return nil }
            } else {
                guard let value = value(of: character) else { return nil }
                bytes[digits / 2] = bytes[digits / 2] << 4 | value
                digits += 1
            }
        }
        return UUID(uuid: unsafeBitCast(bytes, to: uuid_t.self))
    }

    /// What ``parse(_:)`` reads, with small letters.
    static func text(of id: UUID) -> String {
        let bytes = unsafeBitCast(id.uuid, to: SIMD16<UInt8>.self)
        return String(unsafeUninitializedCapacity: length) { text in
            var digits = 0
            for index in 0..<length {
                if isDash(at: index) {
                    text[index] = dash
                } else {
                    let byte = bytes[digits / 2]
                    text[index] = digit(of: digits.isMultiple(of: 2) ? byte >> 4 : byte & 0x0F)
                    digits += 1
                }
            }
            return length
        }
    }

    private static let length = 36
    private static let dash = UInt8(ascii: "-")

    private static func isDash(at index: Int) -> Bool {
        index == 8 || index == 13 || index == 18 || index == 23
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }

    private static func digit(of value: UInt8) -> UInt8 {
        value < 10 ? 0x30 + value : 0x61 + value - 10
    }
}
