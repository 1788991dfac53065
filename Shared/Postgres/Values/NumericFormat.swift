/// The binary representation of `numeric`: digits in base 10,000.
///
/// Four 16-bit numbers (count of digits, weight of the first digit, sign, decimals shown), then the digits. Source:
/// `numeric_send` in `src/backend/utils/adt/numeric.c`.
enum NumericFormat {
    private static let positive: UInt16 = 0x0000
    private static let negative: UInt16 = 0x4000

    /// The exact decimal text, such as `-12.340`.
    static func decode(_ cell: PostgresCell) throws(PostgresDecodingFailure) -> String {
        try cell.withBytes { bytes throws(PostgresDecodingFailure) in
            func number(_ index: Int) -> UInt16 {
                UInt16(bigEndian: bytes.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
            }
            guard bytes.count >= 8, bytes.count == 8 + Int(number(0)) * 2 else { throw .malformed(.numeric) }
            let digits = (0..<Int(number(0))).map { Int(number(4 + $0)) }
            let weight = Int(Int16(bitPattern: number(1)))
            let scale = Int(number(3))
            switch number(2) {
            case positive: return text(digits: digits, weight: weight, scale: scale)
            case negative: return "-" + text(digits: digits, weight: weight, scale: scale)
            default: throw PostgresDecodingFailure("the number is NaN or infinite")
            }
        }
    }

    private static func text(digits: [Int], weight: Int, scale: Int) -> String {
        func group(_ position: Int) -> Int {
            let index = weight - position
            return digits.indices.contains(index) ? digits[index] : 0
        }
        var whole = ""
        for position in stride(from: max(weight, 0), through: 0, by: -1) {
            let text = String(group(position))
            whole += whole.isEmpty ? text : String(repeating: "0", count: 4 - text.count) + text
            if whole == "0", position > 0 { whole = "" }
        }
        guard scale > 0 else { return whole }
        var fraction = ""
        var position = -1
        while fraction.count < scale {
            let text = String(group(position))
            fraction += String(repeating: "0", count: 4 - text.count) + text
            position -= 1
        }
        return whole + "." + fraction.prefix(scale)
    }
}
