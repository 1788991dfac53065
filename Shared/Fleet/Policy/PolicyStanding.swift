/// Which policy a process goes by, and what it can't go by. Pure.
public struct PolicyStanding: Sendable {
    public var file: PolicyFile
    /// The entry that put it in force; nil: nobody has applied anything, and it is that of `LANDFALL_POLICY_FILE`.
    public var entry: PolicyEntry?
    /// A newer entry whose version this build can't read; nil: there is none.
    public var unreadable: Unreadable?

    /// A version that this build can't read.
    public struct Unreadable: Hashable, Sendable {
        public var entry: PolicyEntry
        public var problem: String
    }

    public init(file: PolicyFile, entry: PolicyEntry? = nil, unreadable: Unreadable? = nil) {
        self.file = file
        self.entry = entry
        self.unreadable = unreadable
    }

    /// What is wrong, and what to do about it; nil: nothing is.
    public var problem: String? {
        guard let unreadable else { return nil }
        let standing = entry.map { "version \($0.version.prefix(12)) of entry \($0.number)" } ?? "the policy file"
        return
            "version \(unreadable.entry.version.prefix(12)), which \(unreadable.entry.author) applied, can't be read by "
            + "this version of Landfall, so \(standing) stays in force: update Landfall, or apply a version that it "
            + "reads (\(unreadable.problem))"
    }
}
