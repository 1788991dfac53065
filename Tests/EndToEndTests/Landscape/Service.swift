import Testing

/// The five services.
enum Service: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case ingest
    case validator
    case approver
    case executor
    case auditor

    var executable: String { "landfall-" + rawValue }
    /// The role that the service takes in the database.
    var role: String { "landfall_" + rawValue }
    var testDescription: String { rawValue }

    /// The queues whose messages the service takes.
    var queues: [String] {
        switch self {
        case .ingest: []
        case .validator: ["landfall.validate"]
        case .approver: ["landfall.approve"]
        case .executor: ["landfall.execute", "landfall.verify"]
        case .auditor: ["landfall.record", "landfall.settle", "landfall.notify", "landfall.incident"]
        }
    }
}
