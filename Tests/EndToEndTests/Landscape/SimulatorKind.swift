/// The three simulators.
enum SimulatorKind: String, Sendable, CaseIterable {
    case entra
    case serviceNow = "servicenow"
    case teams

    var executable: String { rawValue + "-simulator" }
}
