import BenchmarkSupport
import Foundation

/// The tenant that the simulator of Graph plays: the built-in one, with more people and groups.
struct Tenant {
    /// Landfall's app in it.
    struct App: Sendable {
        let tenantID: String
        let clientID: String
        let secret: String
    }

    let app: App
    private var seed: SeedFile

    init(root: String, people: Int, groups: Int) throws {
        let root = URL(filePath: root, directoryHint: .isDirectory)
        seed = try SeedFile(reading: root.appending(path: "Simulators/Entra/seed.json"))
        guard let id = seed.content["tenant"] as? String, let app = (seed.content["apps"] as? [[String: Any]])?.first,
            let clientID = app["clientId"] as? String, let secret = app["secret"] as? String
        else { throw BenchmarkFailure("the simulator's seed has no tenant, or no app") }
        self.app = App(tenantID: id, clientID: clientID, secret: secret)
        seed.content["users"] =
            (seed.content["users"] as? [Any] ?? []) + (0..<people).map { BenchmarkPerson(number: $0).entraUser }
        seed.content["groups"] =
            (seed.content["groups"] as? [Any] ?? [])
            + (0..<groups).map { number -> [String: Any] in
                [
                    "id": Self.groupID(number), "displayName": Self.groupName(number), "groupTypes": [String](),
                    "securityEnabled": true, "mailEnabled": false,
                ]
            }
    }

    static func groupID(_ number: Int) -> String { "b9000000-0000-4000-8000-" + BenchmarkPerson.padded(number, 12) }
    static func groupName(_ number: Int) -> String { "APP-GROUP-\(number)" }

    mutating func setQuota(writes: QuotaLimit, resourceUnits: QuotaLimit) {
        seed.content["quota"] = ["writes": writes.json, "resourceUnits": resourceUnits.json]
    }

    /// Lets every read see every write at once.
    mutating func dropLag() {
        seed.content["replication"] = ["replicas": 1, "lag_ms": [0, 0]]
    }

    func write(to file: URL) throws { try seed.write(to: file) }
}
