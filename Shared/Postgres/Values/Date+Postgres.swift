public import FoundationEssentials

/// An instant is a `timestamptz`, which counts microseconds. `Date` holds them exactly for centuries around now.
extension Date: PostgresCodable {
    public static var postgresType: PostgresType { .timestamptz }

    /// PostgreSQL counts from 2000-01-01, Foundation from 2001-01-01: 366 days.
    private static let epochDifference: Int64 = 366 * 86_400 * 1_000_000

    public func encode(into parameter: inout PostgresParameterWriter) {
        let seconds = timeIntervalSinceReferenceDate
        // The range of timestamptz: 4713 BC to 294276 AD.
        guard seconds.isFinite, seconds > -211_845_000_000, seconds < 9_224_300_000_000 else {
            return parameter.refuse("a date is outside what timestamptz can hold")
        }
        let whole = seconds.rounded(.down)
        let microseconds = Int64(whole) * 1_000_000 + Int64(((seconds - whole) * 1_000_000).rounded())
        parameter.write(bigEndian: microseconds + Self.epochDifference)
    }

    public init(from cell: PostgresCell) throws(PostgresDecodingFailure) {
        guard cell.type == .timestamptz else { throw .wrongType }
        let stored: Int64 = try cell.integer()
        // PostgreSQL's -infinity and infinity.
        guard stored != .min, stored != .max else { throw PostgresDecodingFailure("the timestamp is infinite") }
        let microseconds = stored - Self.epochDifference
        let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        self.init(timeIntervalSinceReferenceDate: Double(seconds) + Double(rest) / 1_000_000)
    }
}
