/// Whether a service can do its work: what it depends on, looked at when somebody asks.
public struct Readiness: Sendable {
    /// One thing that must be so.
    public struct Check: Sendable {
        public var name: String
        /// Returns nil when all is well, or what is wrong and what to do about it; never a secret.
        public var problem: @Sendable () async -> String?

        public init(_ name: String, problem: @escaping @Sendable () async -> String?) {
            self.name = name
            self.problem = problem
        }
    }

    /// What came of the checks.
    public struct Report: Hashable, Codable, Sendable {
        public struct Item: Hashable, Codable, Sendable {
            public var name: String
            public var ready: Bool
            /// What is wrong, when something is.
            public var problem: String?
        }

        public var ready: Bool
        public var checks: [Item]
    }

    public var checks: [Check]

    public init(_ checks: [Check]) {
        self.checks = checks
    }

    /// A check that doesn't answer in time is a problem of its own.
    static let limit = Duration.seconds(3)

    /// Makes all checks at once.
    public func report() async -> Report {
        let items = await withTaskGroup(of: (Int, Report.Item).self) { group in
            for (index, check) in checks.enumerated() {
                group.addTask {
                    let problem = await withTimeLimit(Self.limit, clock: ContinuousClock()) { await check.problem() }
                    let found = problem ?? "did not answer within \(Self.limit)"
                    return (index, Report.Item(name: check.name, ready: found == nil, problem: found))
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
        return Report(ready: items.allSatisfy(\.ready), checks: items)
    }
}
