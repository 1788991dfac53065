public import Domain

/// An incident, as it stands in ServiceNow at the moment.
public struct Incident: Hashable, Sendable {
    public var sysID: SysID
    /// As people know it, such as `INC0010001`.
    public var number: String
    public var state: String
    /// What the state means; nil for one that has no name here.
    public var knownState: IncidentState?
    /// Empty where it has none, or where it may not be read.
    public var correlationID: String
    public var shortDescription: String
    public var description: String
    public var assignmentGroup: String
    /// Who has resolved it: a `sys_user`; empty where nobody has, or it may not be read.
    public var resolvedBy: String
    /// What they have written to that.
    public var closeNotes: String
    /// How often the record was updated: a change since an earlier look shows here.
    public var modificationCount: Int
    /// All work notes as one text, the newest first; empty where there is none, and where they may not be read.
    public var workNotes: String

    /// Whether somebody may still be at work on it.
    public var isOpen: Bool { ![.resolved, .closed, .canceled].contains(knownState) }
    /// Whether it is at its end for good: an instance's rules don't let it be opened again.
    public var isClosed: Bool { [.closed, .canceled].contains(knownState) }

    static let fields = [
        "sys_id", "number", "state", "correlation_id", "short_description", "description", "assignment_group",
        "resolved_by", "close_notes", "sys_mod_count", "work_notes",
    ]

    /// - Throws: ``Failure`` with ``Reason/serviceNowIncidentUnreadable`` when a field that every incident has didn't come back.
    init(_ record: TableRecord, _ states: StateValues<IncidentState> = .init()) throws(Failure) {
        guard let sysID = record["sys_id"].flatMap(SysID.init), let number = record["number"], !number.isEmpty,
            let state = record["state"], !state.isEmpty, let correlationID = record["correlation_id"]
        else {
            throw Failure(
                .serviceNowIncidentUnreadable,
                "one of the fields sys_id, number, state, correlation_id of the incident is not to be read")
        }
        self.sysID = sysID
        self.number = number
        self.state = state
        self.knownState = states.name(of: state)
        self.correlationID = correlationID
        self.shortDescription = record["short_description"] ?? ""
        self.description = record["description"] ?? ""
        self.assignmentGroup = record["assignment_group"] ?? ""
        self.resolvedBy = record["resolved_by"] ?? ""
        self.closeNotes = record["close_notes"] ?? ""
        self.modificationCount = record["sys_mod_count"].flatMap { Int($0) } ?? 0
        self.workNotes = record.displayValue("work_notes") ?? ""
    }

    /// Whether a note with a text that only it contains is among the work notes.
    public func note(containing marker: String) -> JournalReading {
        guard !workNotes.isEmpty else { return .unknown }
        return workNotes.contains(marker) ? .present : .absent
    }
}
