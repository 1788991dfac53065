import SimulatorKit

/// What the simulator starts from, in the format of the project's interfaces.
struct Seed: Sendable {
    /// The tenant's id.
    var tenant: String
    /// The tenant's domain, by which it can be addressed as well.
    var domain: String?
    var applications: [Application]
    var users: [DirectoryUser]
    var groups: [DirectoryGroup]
    var deletedGroups: [DirectoryGroup]
    var quota: QuotaSettings
    var replication: ReplicaSet.Settings
    var options: BehaviourOptions

    /// The seed that is built in.
    ///
    /// - Throws: ``MalformedInput`` if the file in the repository was broken.
    static func standard() throws -> JSONValue { try JSONValue(parsing: PackageResources.seed_json) }
}
