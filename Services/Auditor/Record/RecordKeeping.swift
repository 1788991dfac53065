import Audit
import Fleet
import Foundation
import ServiceLifecycle

/// What is done with the audit trail besides adding to it, as far as it is configured.
enum RecordKeeping {
    /// - Throws: ``Fleet/ConfigurationError``
    static func services(of fleet: Fleet) throws(ConfigurationError) -> [any Service] {
        let services: [(any Service)?] = [try checkpoints(of: fleet), try personalData(of: fleet)]
        return services.compactMap(\.self)
    }

    /// Nil where no key is configured.
    ///
    /// - Throws: ``Fleet/ConfigurationError``
    private static func checkpoints(of fleet: Fleet) throws(ConfigurationError) -> CheckpointKeeper? {
        let settings = fleet.settings
        let keyName = "LANDFALL_AUDIT_SIGNING_KEY_FILE"
        let fileName = "LANDFALL_AUDIT_CHECKPOINT_FILE"
        let interval = try settings.duration("LANDFALL_AUDIT_CHECKPOINT_INTERVAL", default: .seconds(60))
        guard settings.string(keyName) != nil else { return nil }
        let pem = try settings.secret(keyName)
        let key: CheckpointSigningKey
        do throws(CheckpointKeyError) {
            key = try CheckpointSigningKey(pem: pem)
        } catch {
            throw ConfigurationError(keyName, "can't be used: \(error)")
        }
        let file = CheckpointFile(path: try settings.required(fileName))
        guard file.canBeAddedTo else {
            throw ConfigurationError(fileName, "names a file that can't be written: \(file.path)")
        }
        return CheckpointKeeper(
            reader: AuditReader(database: fleet.database), database: fleet.database, key: key, file: file,
            interval: interval, now: fleet.now, logger: fleet.logger)
    }

    /// Nil where personal data is kept as long as all else.
    ///
    /// - Throws: ``Fleet/ConfigurationError``
    private static func personalData(of fleet: Fleet) throws(ConfigurationError) -> PersonalDataKeeper? {
        let settings = fleet.settings
        let periodName = "LANDFALL_AUDIT_PERSONAL_DATA_PERIOD"
        guard settings.string(periodName) != nil else { return nil }
        let period = try settings.duration(periodName, default: .zero)
        let keyName = "LANDFALL_AUDIT_PSEUDONYM_KEY_FILE"
        guard let key = Data(base64Encoded: try settings.secret(keyName)), key.count >= Pseudonyms.shortestKey else {
            throw ConfigurationError(keyName, "must hold Base64 of \(Pseudonyms.shortestKey) bytes or more")
        }
        return PersonalDataKeeper(
            database: fleet.database, pseudonyms: Pseudonyms(key: Array(key), replacing: try kinds(settings)),
            period: period, now: fleet.now, logger: fleet.logger)
    }

    private static func kinds(_ settings: Settings) throws(ConfigurationError) -> Set<PersonalData> {
        let name = "LANDFALL_AUDIT_PERSONAL_DATA"
        guard let text = settings.string(name) else { return [.names, .words] }
        var kinds: Set<PersonalData> = []
        for part in text.split(separator: ",") {
            let word = part.trimmingCharacters(in: .whitespaces)
            guard let kind = PersonalData(rawValue: word) else {
                let known = PersonalData.allCases.map(\.rawValue).joined(separator: ", ")
                throw ConfigurationError(name, "must be of \(known), with commas between, not “\(text)”")
            }
            kinds.insert(kind)
        }
        return kinds
    }
}
