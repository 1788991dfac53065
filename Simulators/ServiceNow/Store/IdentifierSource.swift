import OrderedCollections
import SimulatorKit

/// Makes sys_ids, and hands out the numbers of each table in turn. From one seed it makes the same ones again.
struct IdentifierSource: Sendable {
    private var random: SeededRandom
    private var lastNumbers: [String: Int] = [:]

    /// - Parameter seed: nil for ids that nobody can foretell.
    init(seed: UInt64?) { random = SeededRandom(seed: seed ?? UInt64.random(in: .min ... .max)) }

    /// 32 hexadecimal digits, in lower case.
    mutating func sysID() -> String {
        let digits = [UInt8]("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(32)
        for _ in 0..<2 {
            var word = random.next()
            for _ in 0..<16 {
                text.append(digits[Int(word & 15)])
                word >>= 4
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A number from 0 up to, not including, 1.
    mutating func fraction() -> Double { Double(random.next() >> 11) / Double(1 << 53) }

    /// A number of milliseconds in that range.
    mutating func milliseconds(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(random.next() % UInt64(range.count))
    }

    /// `RITM0010001`, `RITM0010002`, …
    mutating func number(_ prefix: String) -> String {
        let number = max(lastNumbers[prefix] ?? 0, 10_000) + 1
        lastNumbers[prefix] = number
        let digits = String(number)
        return prefix + String(repeating: "0", count: max(0, 7 - digits.count)) + digits
    }

    /// Learns of a number that is taken, so that it isn't handed out again.
    mutating func take(_ number: String, prefix: String) {
        guard number.hasPrefix(prefix), let value = Int(number.dropFirst(prefix.count)) else { return }
        lastNumbers[prefix] = max(lastNumbers[prefix] ?? 0, value)
    }
}
