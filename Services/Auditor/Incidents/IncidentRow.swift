import Domain
import Foundation
import Postgres
import ServiceNow

/// What is on record of an incident: a row of `audit.incidents`.
struct IncidentRow: Hashable, Sendable {
    let key: IncidentKey
    let generation: Int
    /// Nil until there is one.
    var sysID: SysID?
    var number: String?
    /// As it was last written or seen.
    var state: String?
    /// Whether a failure was told on it, and read back.
    var isOpened: Bool

    /// The start of the run that was asked for because somebody closed the incident.
    let retryStart: Int?

    var correlationID: CorrelationID { key.correlationID(generation: generation) }

    /// Whether a write to it is without an outcome.
    let hasUnsettled: Bool

    /// Whether it may be there, and isn't known to be resolved, closed or gone.
    func isOpen(by states: StateValues<IncidentState>) -> Bool {
        hasUnsettled || sysID != nil && !Self.endStates(states).contains(state ?? "")
    }

    /// An incident that isn't to be found any more.
    static let gone = "gone"
    static func endStates(_ states: StateValues<IncidentState>) -> [String] {
        [states[.resolved], states[.closed], states[.canceled], gone]
    }

    /// The first incident of something that failed, before there is one.
    init(_ key: IncidentKey) {
        self.init(key: key, generation: 1)
    }

    private init(key: IncidentKey, generation: Int) {
        self.key = key
        self.generation = generation
        self.isOpened = false
        self.retryStart = nil
        self.hasUnsettled = false
    }

    /// The one that takes its place when it can't be opened again.
    var next: IncidentRow { IncidentRow(key: key, generation: generation + 1) }

    /// - Throws: ``Postgres/PostgresError``; ``Domain/Failure`` for a row that can't be one.
    init(_ row: PostgresRow, of ritm: RITMNumber) throws {
        key = IncidentKey(ritm: ritm, run: try row.decode("run", as: UUID?.self).flatMap { RunID($0.uuidString) })
        generation = try row.decode("generation")
        sysID = try row.decode("sys_id", as: String?.self).flatMap(SysID.init)
        number = try row.decode("number")
        state = try row.decode("state")
        isOpened = try row.decode("is_opened")
        retryStart = try row.decode("retry_start")
        hasUnsettled = try row.decode("has_unsettled")
    }
}
