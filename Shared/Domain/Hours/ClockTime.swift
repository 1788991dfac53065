/// A time of day on a wall clock, to the minute: `09:00`. `24:00` is the end of a day.
public struct ClockTime: Hashable, Comparable, Sendable, LosslessStringConvertible {
    /// Minutes since midnight, 0 to 1440.
    public let minutes: Int

    /// Fails for a text that isn't two digits, a colon, and two digits, or not a time.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":"), let hour = Self.number(bytes[0..<2]),
            let minute = Self.number(bytes[3..<5]), minute < 60, hour * 60 + minute <= 1_440
        else { return nil }
        self.minutes = hour * 60 + minute
    }

    public var description: String {
        let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        return (hour < 10 ? "0\(hour)" : "\(hour)") + ":" + (minute < 10 ? "0\(minute)" : "\(minute)")
    }

    public static func < (left: ClockTime, right: ClockTime) -> Bool { left.minutes < right.minutes }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

extension ClockTime: TextCodable {}
