import Domain
import Fleet

/// How incidents are opened and resolved.
struct IncidentSettings: Hashable, Sendable {
    /// The `sys_user_group` that incidents are assigned to.
    var group: SysID
    /// 1 high, 2 medium, 3 low. ServiceNow makes the priority of both.
    var urgency = 2
    var impact = 2
    /// The `sys_user` whom an incident names as its caller; nil for none.
    var caller: SysID?
    /// What the instance calls the way in which something was resolved.
    var closeCode = "Solution provided"
    /// Whether a person who resolves or closes the incident of a failed run asks for a Retry by that.
    var closedMeansRetry = false
    /// How often an open incident is looked at for that.
    var watchInterval = Duration.seconds(30)

    init(group: SysID) {
        self.group = group
    }

    /// Nil where no group is configured: then no incidents are opened.
    ///
    /// - Throws: ``Fleet/ConfigurationError``
    init?(_ settings: Settings) throws(ConfigurationError) {
        guard let group = try Self.sysID("LANDFALL_INCIDENT_GROUP", settings) else { return nil }
        self.init(group: group)
        urgency = try settings.integer("LANDFALL_INCIDENT_URGENCY", default: urgency, in: 1...3)
        impact = try settings.integer("LANDFALL_INCIDENT_IMPACT", default: impact, in: 1...3)
        caller = try Self.sysID("LANDFALL_INCIDENT_CALLER", settings)
        closeCode = settings.string("LANDFALL_INCIDENT_CLOSE_CODE") ?? closeCode
        closedMeansRetry = try settings.boolean("LANDFALL_INCIDENT_CLOSED_MEANS_RETRY", default: closedMeansRetry)
        let name = "LANDFALL_INCIDENT_WATCH_INTERVAL"
        watchInterval = try settings.duration(name, default: watchInterval)
        guard watchInterval >= .seconds(1) else { throw ConfigurationError(name, "must be 1s or more") }
    }

    /// What an incident is opened with, whatever it is about.
    var fields: [String: String] {
        var fields = [
            "assignment_group": group.description, "urgency": String(urgency), "impact": String(impact),
        ]
        fields["caller_id"] = caller?.description
        return fields
    }

    private static func sysID(_ name: String, _ settings: Settings) throws(ConfigurationError) -> SysID? {
        guard let text = settings.string(name) else { return nil }
        guard let id = SysID(text) else { throw ConfigurationError(name, "must be the sys_id of a record") }
        return id
    }
}
