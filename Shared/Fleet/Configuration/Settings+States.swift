import ServiceNow

extension Settings {
    /// The variable for the states of request items and catalogue tasks.
    public static let itemStates = "LANDFALL_SERVICENOW_STATES"
    /// The variable for the states of incidents.
    public static let incidentStates = "LANDFALL_INCIDENT_STATES"

    /// The values that states have: `closed_complete=3,closed_incomplete=4`, as far as they aren't the usual ones.
    func states<Name: StateName>(_ name: String) throws(ConfigurationError) -> StateValues<Name> {
        guard let text = string(name) else { return StateValues() }
        do throws(StateValuesError) {
            return try StateValues(text: text)
        } catch {
            throw ConfigurationError(name, error.message)
        }
    }
}
