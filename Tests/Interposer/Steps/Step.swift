/// One external step of a service, in the order in which the service took its steps.
public struct Step: Sendable, Hashable, CustomStringConvertible {
    /// The place in the order of all steps since the recording began, from 1.
    public let number: Int
    /// What names the step in every run: its kind, what it was about, and its place among its like.
    public let name: StepName

    public var kind: StepKind { name.kind }
    public var description: String { name.description }
}

/// What a step is called. The same step of another run of the same work has the same name, although its number may
/// differ, because timers and health checks of the service put steps of their own in between.
public struct StepName: Sendable, Hashable, CustomStringConvertible {
    public let kind: StepKind
    /// The routing key, the tables written, or the peer, method and path; ids are left out.
    public let detail: String
    /// Counts the steps of this kind and detail since the recording began, from 1.
    public let occurrence: Int

    public init(kind: StepKind, detail: String, occurrence: Int) {
        self.kind = kind
        self.detail = detail
        self.occurrence = occurrence
    }

    public var description: String {
        detail.isEmpty ? "\(kind.rawValue) #\(occurrence)" : "\(kind.rawValue) \(detail) #\(occurrence)"
    }
}
