import BenchmarkSupport
import Foundation

/// The seeds of the simulators, made from those that are built in.
struct SeedFiles {
    let root: URL

    init(root: String) {
        self.root = URL(filePath: root, directoryHint: .isDirectory)
    }

    func write(to folder: String, people: Int) throws {
        let target = URL(filePath: folder, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        let everybody = (0..<people).map(BenchmarkPerson.init(number:))

        var entra = try SeedFile(reading: root.appending(path: "Simulators/Entra/seed.json"))
        // What is measured is Landfall: Graph neither throttles, nor do its replicas lag.
        let never = ["limit": 1_000_000_000, "window_s": 10]
        entra.content["quota"] = ["writes": never, "resourceUnits": never]
        entra.content["replication"] = ["replicas": 1, "lag_ms": [0, 0]]
        entra.content["users"] =
            (entra.content["users"] as? [Any] ?? [])
            + everybody.map(\.entraUser)
        try entra.write(to: target.appending(path: "entra.json"))

        var serviceNow = try SeedFile(reading: root.appending(path: "Simulators/ServiceNow/seed.json"))
        var tables = serviceNow.content["tables"] as? [String: Any] ?? [:]
        tables["sys_user"] =
            (tables["sys_user"] as? [Any] ?? [])
            + everybody.map { person in
                [
                    "sys_id": person.sysID, "user_name": person.userName, "name": "Person \(person.number)",
                    "email": person.userName, "active": "true",
                ]
            }
        serviceNow.content["tables"] = tables
        try serviceNow.write(to: target.appending(path: "servicenow.json"))
    }
}
