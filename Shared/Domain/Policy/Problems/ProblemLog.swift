/// Collects what is wrong with a policy while its parts are looked at.
struct ProblemLog {
    private(set) var problems: [PolicyProblem] = []

    mutating func add(_ path: String, _ message: String) {
        problems.append(PolicyProblem(path: path, message: message))
    }

    mutating func require(_ holds: Bool, _ path: String, _ message: @autoclosure () -> String) {
        if !holds { add(path, message()) }
    }

    /// A text that must say something.
    mutating func filled(_ text: String, _ path: String) {
        require(text.contains { !$0.isWhitespace }, path, "is empty")
    }

    /// A number that must be in a range.
    mutating func within(_ range: ClosedRange<Int>, _ number: Int, _ path: String) {
        require(
            range.contains(number), path, "must be from \(range.lowerBound) to \(range.upperBound), not \(number)")
    }

    /// Values of which each may be there once.
    ///
    /// - Parameter key: of the list's elements, the key that holds the value; nil: they are the values.
    mutating func unique(_ values: [String], in path: String, key: String? = nil) {
        var seen: Set<String> = []
        for (index, value) in values.enumerated() where !seen.insert(value).inserted {
            let place = key.map { "\(path)[\(index)].\($0)" } ?? "\(path)[\(index)]"
            // What is empty is said to be that.
            if !value.isEmpty { add(place, "\(value) is there more than once") }
        }
    }

    /// A list of texts: not empty, each of them says something, and is there once.
    mutating func list(_ values: [String], _ path: String, none: String) {
        require(!values.isEmpty, path, none)
        for (index, value) in values.enumerated() { filled(value, "\(path)[\(index)]") }
        unique(values, in: path)
    }
}
