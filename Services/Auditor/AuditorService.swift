import Audit
import Domain
import Fleet
import ServiceNow

/// Keeps every event for good, and tells the ticket what happened: no more and no less.
enum AuditorService {
    static func parts(of fleet: Fleet) throws -> ServiceParts {
        let serviceNow = try fleet.serviceNow(calls: 2)
        let database = GroupCommit(database: fleet.database)
        let settler = TicketSettler(
            serviceNow: serviceNow, writes: TicketWriteStore(database: database), now: fleet.now)
        let trail = AuditTrail(database: GroupCommit(database: fleet.database))
        return ServiceParts(
            schema: "audit", migrations: AuditSchema.migrations,
            stages: [
                RecordHandler(trail: trail, now: fleet.now),
                SettlementHandler(
                    settler: settler, turns: TurnTaking(leases: TicketLeases(database: fleet.database)), now: fleet.now),
            ],
            background: try [checkpoints(of: fleet)].compactMap(\.self),
            probes: [.serviceNow: { try await serviceNow.probe() }])
    }

    /// Nil where no key is configured.
    ///
    /// - Throws: ``Fleet/ConfigurationError``
    private static func checkpoints(of fleet: Fleet) throws -> CheckpointKeeper? {
        let settings = fleet.settings
        let interval = try settings.duration("LANDFALL_AUDIT_CHECKPOINT_INTERVAL", default: .seconds(60))
        guard settings.string("LANDFALL_AUDIT_SIGNING_KEY_FILE") != nil else { return nil }
        let key: CheckpointSigningKey
        do {
            key = try CheckpointSigningKey(pem: settings.secret("LANDFALL_AUDIT_SIGNING_KEY_FILE"))
        } catch let error as CheckpointKeyError {
            throw ConfigurationError("LANDFALL_AUDIT_SIGNING_KEY_FILE", "can't be used: \(error)")
        }
        return CheckpointKeeper(
            reader: AuditReader(database: fleet.database), database: fleet.database, key: key,
            file: CheckpointFile(path: try settings.required("LANDFALL_AUDIT_CHECKPOINT_FILE")), interval: interval,
            now: fleet.now, logger: fleet.logger)
    }
}
