import Foundation

/// Looks for secrets where none may be (I7).
struct SecretSearch {
    private let landscape: Landscape
    /// By what they are.
    private let secrets: [(name: String, text: String)]

    init(_ landscape: Landscape) {
        self.landscape = landscape
        secrets = [
            ("the client secret for Entra", landscape.files.clientSecret),
            ("the client secret for ServiceNow", landscape.files.serviceNowSecret),
            ("the webhook's key", landscape.files.webhookKey),
            ("the broker's password", landscape.servers.amqp.password),
            ("the database administrator's password", landscape.servers.postgres.password),
            ("the services' password for the database", Database.loginPassword),
            ("the signature for Teams", "sig=of-the-tests"),
            ("the clerk's password", Cast.clerk.password),
            // What every token of Entra begins with, and how any token is sent.
            ("a token of Entra", "eyJ"),
            ("a token in a header", "Bearer "),
        ].filter { !$0.1.isEmpty }
    }

    /// - Parameter texts: dead letters, and what tickets say.
    /// - Returns: where something was found, and what, but not the secret itself.
    func find(in texts: [String]) async throws -> [String] {
        var found: [String] = []
        for (name, secret) in secrets {
            if texts.contains(where: { $0.contains(secret) }) {
                found.append("\(name) is in a dead letter or on a ticket")
            }
            let wanted = Data(secret.utf8).map { String(format: "%02x", $0) }.joined()
            let rows = try await landscape.database.rows(
                "SELECT count(*) FROM audit.events WHERE position('\\x\(wanted)'::bytea IN body) > 0;")
            if rows.first?.first != "0" { found.append("\(name) is in the audit trail") }
        }
        for replica in landscape.plan.replicas {
            let log = FileManager.default.contents(atPath: landscape.files.log(replica.name).path) ?? Data()
            for (name, secret) in secrets where log.firstRange(of: Data(secret.utf8)) != nil {
                found.append("\(name) is in the log of \(replica)")
            }
            guard let process = landscape.process(replica) else { continue }
            let command = FileManager.default.contents(atPath: "/proc/\(process.pid)/cmdline") ?? Data()
            for (name, secret) in secrets where command.firstRange(of: Data(secret.utf8)) != nil {
                found.append("\(name) is among the arguments of \(replica)")
            }
        }
        return found
    }
}
