public import Domain
import Foundation

/// The five services.
public enum ServiceName: String, Sendable, CaseIterable {
    case ingest
    case validator
    case approver
    case executor
    case auditor

    /// The port that a service listens on when nothing else is configured.
    public var defaultPort: Int {
        switch self {
        case .ingest: 8401
        case .validator: 8402
        case .approver: 8403
        case .executor: 8404
        case .auditor: 8405
        }
    }

    /// Whose share of the calls to ServiceNow the service uses: those that only look, before a decision or a change, have one together.
    var serviceNowShare: ServiceName {
        switch self {
        case .ingest, .auditor: self
        case .validator, .approver, .executor: .validator
        }
    }

    /// How many calls to ServiceNow are made at a time from the service's share, by all processes that use it, when nothing else is
    /// configured: four in all, as an instance has few threads for the API.
    public var serviceNowCalls: Int {
        switch serviceNowShare {
        case .auditor: 2
        default: 1
        }
    }
}

/// Which service this process is, and which of its instances.
public struct ServiceIdentity: Hashable, Sendable, CustomStringConvertible {
    public var name: ServiceName
    /// Host name and process id: unique among the instances that run at a time.
    public var instance: String

    public init(name: ServiceName, instance: String) {
        self.name = name
        self.instance = instance
    }

    /// The identity of this process.
    public static func current(_ name: ServiceName) -> ServiceIdentity {
        let process = ProcessInfo.processInfo
        return ServiceIdentity(name: name, instance: "\(process.hostName):\(process.processIdentifier)")
    }

    public var origin: Origin {
        Origin(service: name.rawValue, instance: instance)
    }

    public var description: String { "landfall-\(name.rawValue)@\(instance)" }
}
