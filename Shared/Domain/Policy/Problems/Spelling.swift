/// Guesses what somebody meant to write.
public enum Spelling {
    /// The word that is two slips away at most, and shares at least half of its letters.
    public static func nearest(to name: String, among known: some Collection<String>) -> String? {
        known
            .map { (key: $0, slips: slips(from: name, to: $0)) }
            .filter { $0.slips <= min(2, $0.key.count / 2) }
            .min { ($0.slips, $0.key) < ($1.slips, $1.key) }?
            .key
    }

    /// How many letters have to be put in, taken out, or replaced (Levenshtein's distance). Letter case is a slip, too.
    private static func slips(from one: String, to other: String) -> Int {
        let other = Array(other)
        var row = Array(0...other.count)
        for (index, letter) in one.prefix(80).enumerated() {
            var next = [index + 1]
            for (column, candidate) in other.enumerated() {
                next.append(min(row[column] + (letter == candidate ? 0 : 1), row[column + 1] + 1, next[column] + 1))
            }
            row = next
        }
        return row.last ?? 0
    }
}
