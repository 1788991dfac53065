/// Lengths of time as people write them: `500ms`, `5s`, `2m`, `1h`.
public enum DurationText {
    /// Fails for anything but a whole number, not negative, and one of the units.
    public static func parse(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits), number <= 1_000_000_000 else { return nil }
        return switch text.dropFirst(digits.count) {
        case "ms": .milliseconds(number)
        case "s": .seconds(number)
        case "m": .seconds(number * 60)
        case "h": .seconds(number * 3600)
        default: nil
        }
    }
}
