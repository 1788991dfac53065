/// What is on record of a write to an incident: a row of `audit.incident_writes`.
struct IncidentWrite: Hashable, Sendable {
    enum Turn: String, Sendable {
        /// The incident was made for the failure, which its description tells.
        case opened
        /// A note tells of it.
        case updated
        /// It was resolved.
        case resolved
        /// Another incident of the same was resolved: two had been made at the same moment.
        case doubled
        /// A note says why it was not taken for a Retry that a person has resolved it.
        case answered
    }

    var turn: Turn
    var isSettled: Bool
    /// `sys_mod_count` of the incident right before the call.
    var modificationCount: Int?
    /// For how long the call is known to have no outcome.
    var unclearFor: Duration?
    /// ServiceNow's id of the call.
    var requestID: String?
}
