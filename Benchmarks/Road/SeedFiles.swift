import Foundation

/// The seeds of the simulators, made from those that are built in.
struct SeedFiles {
    /// Somebody who asks for access; the same in Entra and in ServiceNow.
    struct Person {
        let number: Int

        var userName: String { "person-\(number)@contoso.example" }
        var objectID: String { "a9000000-0000-4000-8000-" + padded(12) }
        var sysID: String { "d9" + padded(30) }

        private func padded(_ length: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: length - digits.count) + digits
        }
    }

    let root: URL

    init(root: String) {
        self.root = URL(filePath: root, directoryHint: .isDirectory)
    }

    func write(to folder: String, people: Int) throws {
        let target = URL(filePath: folder, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        let everybody = (0..<people).map(Person.init)

        var entra = try read("Simulators/Entra/seed.json")
        // What is measured is Landfall: Graph neither throttles, nor do its replicas lag.
        let never = ["limit": 1_000_000_000, "window_s": 10]
        entra["quota"] = ["writes": never, "resourceUnits": never]
        entra["replication"] = ["replicas": 1, "lag_ms": [0, 0]]
        entra["users"] =
            (entra["users"] as? [Any] ?? [])
            + everybody.map { person in
                [
                    "id": person.objectID, "displayName": "Person \(person.number)",
                    "userPrincipalName": person.userName, "mail": person.userName, "accountEnabled": true,
                    "userType": "Member", "employeeType": "Employee",
                ] as [String: Any]
            }
        try write(entra, to: target.appending(path: "entra.json"))

        var serviceNow = try read("Simulators/ServiceNow/seed.json")
        var tables = serviceNow["tables"] as? [String: Any] ?? [:]
        tables["sys_user"] =
            (tables["sys_user"] as? [Any] ?? [])
            + everybody.map { person in
                [
                    "sys_id": person.sysID, "user_name": person.userName, "name": "Person \(person.number)",
                    "email": person.userName, "active": "true",
                ]
            }
        serviceNow["tables"] = tables
        try write(serviceNow, to: target.appending(path: "servicenow.json"))
    }

    private func read(_ path: String) throws -> [String: Any] {
        let content = try JSONSerialization.jsonObject(with: Data(contentsOf: root.appending(path: path)))
        guard let object = content as? [String: Any] else { throw BenchmarkFailure("\(path) is not a JSON object") }
        return object
    }

    private func write(_ object: [String: Any], to file: URL) throws {
        try JSONSerialization.data(withJSONObject: object).write(to: file)
    }
}

/// Why there is no result.
struct BenchmarkFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
