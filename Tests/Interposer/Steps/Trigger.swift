/// The moment at which a service's world is to stand still.
public struct Trigger: Sendable, Hashable, CustomStringConvertible {
    public enum Phase: String, Sendable, Hashable, CaseIterable {
        /// The bytes of the step were written by the service, and never arrive.
        case before
        /// The step took effect at the peer, and the peer's answer never arrives.
        case after
    }

    public enum Target: Sendable, Hashable {
        /// The step with this number.
        case number(Int)
        /// The step with this name.
        case name(StepName)
        /// The first step of a kind that is about something, whatever else it is about.
        case first(StepKind, containing: String)
    }

    public let target: Target
    public let phase: Phase

    public init(step number: Int, phase: Phase) {
        self.target = .number(number)
        self.phase = phase
    }

    public init(step name: StepName, phase: Phase) {
        self.target = .name(name)
        self.phase = phase
    }

    public init(first kind: StepKind, containing text: String, phase: Phase) {
        self.target = .first(kind, containing: text)
        self.phase = phase
    }

    public var description: String {
        switch target {
        case .number(let number): "\(phase.rawValue) step \(number)"
        case .name(let name): "\(phase.rawValue) \(name)"
        case .first(let kind, let text): "\(phase.rawValue) the first \(kind.rawValue) with \(text)"
        }
    }

    func matches(_ step: Step) -> Bool {
        switch target {
        case .number(let number): step.number == number
        case .name(let name): step.name == name
        case .first(let kind, let text): step.kind == kind && step.name.detail.contains(text)
        }
    }
}
