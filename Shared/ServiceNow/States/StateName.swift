/// What Landfall calls a state of a table: instances can give it a value of their own.
public protocol StateName: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// Its value in an instance that wasn't customised.
    var standard: String { get }
    /// Whether Landfall sets records to it, rather than only recognising it.
    var isWritten: Bool { get }
}

/// The states of request items and of their catalogue tasks.
public enum ItemState: String, StateName {
    case open
    case workInProgress = "work_in_progress"
    case closedComplete = "closed_complete"
    case closedIncomplete = "closed_incomplete"
    case closedSkipped = "closed_skipped"

    public var standard: String {
        switch self {
        case .open: "1"
        case .workInProgress: "2"
        case .closedComplete: "3"
        case .closedIncomplete: "4"
        case .closedSkipped: "7"
        }
    }

    public var isWritten: Bool {
        switch self {
        case .workInProgress, .closedComplete, .closedIncomplete: true
        case .open, .closedSkipped: false
        }
    }
}

/// The states of incidents.
public enum IncidentState: String, StateName {
    case inProgress = "in_progress"
    case resolved
    case closed
    case canceled

    public var standard: String {
        switch self {
        case .inProgress: "2"
        case .resolved: "6"
        case .closed: "7"
        case .canceled: "8"
        }
    }

    public var isWritten: Bool {
        switch self {
        case .inProgress, .resolved: true
        case .closed, .canceled: false
        }
    }
}
