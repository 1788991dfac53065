public import Domain

/// A catalogue task of a request item (`sc_task`), as it stands in ServiceNow at the moment.
public struct CatalogTask: Hashable, Sendable {
    public var sysID: SysID
    /// As people know it, such as `SCTASK0010001`.
    public var number: String
    /// The request item that it was made for.
    public var item: SysID
    public var state: String
    /// What the state means; nil for one that has no name here.
    public var knownState: ItemState?
    public var isActive: Bool
    /// How often the record was updated: a change since an earlier look shows here.
    public var modificationCount: Int
    /// All work notes as one text, the newest first; empty where there is none, and where they may not be read.
    public var workNotes: String

    static let fields = ["sys_id", "number", "request_item", "state", "active", "sys_mod_count", "work_notes"]

    /// - Throws: ``Failure`` with ``Reason/serviceNowForbidden`` when a field that every task has didn't come back.
    init(_ record: TableRecord, _ states: StateValues<ItemState>) throws(Failure) {
        guard let sysID = record["sys_id"].flatMap(SysID.init), let number = record["number"], !number.isEmpty,
            let item = record["request_item"].flatMap(SysID.init), let state = record["state"], !state.isEmpty,
            let active = record["active"]
        else {
            throw Failure(
                .serviceNowForbidden,
                "one of the fields sys_id, number, request_item, state, active of a catalogue task is not to be read")
        }
        self.sysID = sysID
        self.number = number
        self.item = item
        self.state = state
        self.knownState = states.name(of: state)
        self.isActive = active == "true"
        self.modificationCount = record["sys_mod_count"].flatMap { Int($0) } ?? 0
        self.workNotes = record.displayValue("work_notes") ?? ""
    }

    /// Whether a note with a text that only it contains is among the work notes.
    public func note(containing marker: String) -> JournalReading {
        guard !workNotes.isEmpty else { return .unknown }
        return workNotes.contains(marker) ? .present : .absent
    }
}
