/// The `sys_id` of a ServiceNow record.
///
/// Usually 32 hexadecimal digits, but real rows have short and mixed-case ids, so 1 to 32 letters, digits, `_`, `-` and `.` are accepted;
/// nothing that means something in an encoded query.
public struct SysID: Hashable, Sendable, LosslessStringConvertible {
    public let description: String

    /// Fails for a text that can't be a `sys_id`.
    public init?(_ text: String) {
        guard (1...32).contains(text.utf8.count) else { return nil }
        let isAllowed: (UInt8) -> Bool = { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."): true
            default: false
            }
        }
        guard text.utf8.allSatisfy(isAllowed), text.utf8.contains(where: { $0 != UInt8(ascii: ".") }) else {
            return nil
        }
        self.description = text
    }
}

extension SysID: TextCodable {}
