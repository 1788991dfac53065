/// What the stories expect of incidents.
extension Expectation {
    /// Exactly one, with somebody to see to it, and with all that is needed for that.
    static func oneIncident(_ incidents: [Incident], about ticket: Ticket, naming names: [String]) -> Expectation {
        let expected = "one about \(ticket.number), assigned, that names \(Narrator.enumeration(names))"
        guard let incident = incidents.first, incidents.count == 1 else {
            let seen = incidents.isEmpty ? "none" : incidents.map(\.number).joined(separator: ", ")
            return Expectation("incident", expected, seen: seen, isMet: false)
        }
        let missing = names.filter { !incident.description.contains($0) }
        let group = incident.group.isEmpty ? "nobody" : incident.group
        let isMet = missing.isEmpty && !incident.group.isEmpty
        return Expectation(
            "incident", expected,
            seen: "\(incident.number) is \(incident.stateLabel), with \(group), "
                + (missing.isEmpty ? "and names what is needed" : "and lacks \(missing.joined(separator: ", "))"),
            isMet: isMet)
    }

    /// Nobody has to see to it any more.
    static func resolved(_ incident: Incident?) -> Expectation {
        let isResolved = incident?.stateLabel == "Resolved"
        return Expectation(
            "incident", "it is resolved", seen: incident.map { "\($0.number) is \($0.stateLabel)" } ?? "none",
            isMet: isResolved)
    }
}
