/// Something in a policy that doesn't make sense, named so that its author finds it.
public struct PolicyProblem: Hashable, Sendable, CustomStringConvertible {
    /// A place in a file; both count from 1, columns in Unicode scalars.
    public struct Place: Hashable, Codable, Sendable {
        public var line: Int
        public var column: Int

        public init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    /// Where: `catalog_items[0].entitlements[2].group`; empty: the whole.
    public var path: String
    /// What is wrong, as the rest of a sentence whose subject is the path.
    public var message: String
    /// Where in the file; nil where there is none.
    public var place: Place?

    public init(path: String, message: String, place: Place? = nil) {
        self.path = path
        self.message = message
        self.place = place
    }

    public var description: String {
        let text = path.isEmpty ? message : "\(path): \(message)"
        return place.map { "line \($0.line), column \($0.column): \(text)" } ?? text
    }
}

extension Policy {
    /// Everything that is wrong with it, beyond what its types refuse. A policy with problems is never put in force.
    public func problems() -> [PolicyProblem] {
        var log = ProblemLog()
        log.require(version == 1, "version", "this version of Landfall reads version 1, not \(version)")
        log.require(!catalogItems.isEmpty, "catalog_items", "there is none, so nothing could ever be granted")
        log.unique(catalogItems.map(\.sysID.description), in: "catalog_items", key: "sys_id")
        log.unique(calendars.map(\.name), in: "calendars", key: "name")
        for (index, calendar) in calendars.enumerated() {
            calendar.collectProblems(at: "calendars[\(index)]", &log)
        }
        approvalTiming?.collectProblems(at: "approval_timing", calendars: calendars.map(\.name), &log)
        for (index, item) in catalogItems.enumerated() {
            item.collectProblems(at: "catalog_items[\(index)]", &log)
        }
        ConflictGraph(self).collectProblems(&log)
        return log.problems
    }
}
