/// An incident as somebody who opens it in ServiceNow sees it.
struct Incident: Hashable, Sendable {
    var number: String
    /// The state as it is shown: "New".
    var stateLabel: String
    /// The group that it is assigned to, as shown; empty for nobody.
    var group: String
    var title: String
    var description: String
}
