import ServiceNow

/// Whether a change of an incident whose outcome is not on record has arrived. Pure.
enum EarlierIncidentWrite: Hashable {
    case arrived
    case didNotArrive
    /// It isn't there, but may still come: an instance can be at work on a call whose answer was lost.
    case mayStillCome(within: Duration)
    case unknown

    /// - Parameters:
    ///   - state: the state that it set; nil where it set none.
    ///   - countBefore: the incident's `sys_mod_count` right before the call.
    ///   - incident: as it is now, with its work notes.
    ///   - unclearFor: for how long the call is known to have no outcome: nobody has sent it since then.
    ///   - lateness: for how long after that the instance may still carry it out.
    static func judge(
        setting state: IncidentState?, marker: String, countBefore: Int?, incident: Incident, unclearFor: Duration,
        lateness: Duration
    ) -> EarlierIncidentWrite {
        let isAbsent: Bool
        switch incident.note(containing: marker) {
        case .present: return .arrived
        case .absent: isAbsent = true
        // Where nothing at all was written since, it isn't there, either.
        case .unknown: isAbsent = countBefore == incident.modificationCount
        }
        if isAbsent {
            return unclearFor >= lateness ? .didNotArrive : .mayStillCome(within: lateness - unclearFor)
        }
        // State and note travel in one call: where the one arrived, so did the other.
        guard let state else { return .unknown }
        return incident.knownState == state ? .arrived : .unknown
    }
}
