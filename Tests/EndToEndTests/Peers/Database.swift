import Foundation

/// A database of a landscape's own, with the roles that the services take, made through psql.
struct Database: Sendable {
    /// The login of the services: it may become any service's role, and may do nothing by itself.
    static let login = "landfall_services"
    static let loginPassword = "services-of-the-tests"

    let name: String
    private let server: TestServers.Address

    /// Makes the database, and the roles if they are not there yet.
    static func make(on server: TestServers.Address) async throws -> Database {
        let name = "landscape_" + UUID().uuidString.lowercased().filter { $0 != "-" }.prefix(16)
        let database = Database(name: name, server: server)
        let roles = Service.allCases.map(\.role)
        let makeRoles = roles.map { role in
            """
            SELECT 'CREATE ROLE \(role) NOLOGIN' WHERE to_regrole('\(role)') IS NULL \\gexec
            """
        }
        let grants = roles.map { "GRANT CREATE ON DATABASE \(name) TO \($0); GRANT \($0) TO \(login);" }
        try await database.perform(
            """
            SET client_min_messages = warning;
            SELECT pg_advisory_lock(7205);
            SELECT 'CREATE ROLE \(login) LOGIN NOINHERIT' WHERE to_regrole('\(login)') IS NULL \\gexec
            ALTER ROLE \(login) PASSWORD '\(loginPassword)';
            \(makeRoles.joined(separator: "\n"))
            CREATE DATABASE \(name);
            REVOKE ALL ON DATABASE \(name) FROM PUBLIC;
            GRANT CONNECT ON DATABASE \(name) TO \(login);
            \(grants.joined(separator: "\n"))
            SELECT pg_advisory_unlock(7205);
            """, in: nil)
        return database
    }

    func drop() async throws {
        try await perform("DROP DATABASE IF EXISTS \(name) WITH (FORCE);", in: nil)
    }

    /// Asks the database something as its superuser.
    /// - Returns: the rows, each with its columns.
    func rows(_ query: String) async throws -> [[String]] {
        try await perform(query, in: name)
            .split(separator: "\n", omittingEmptySubsequences: true)
            .map { $0.split(separator: "\u{1F}", omittingEmptySubsequences: false).map(String.init) }
    }

    /// The address that a service uses. Its password is in `passwordFile`, as libpq reads it.
    static func url(port: UInt16, database: String, passwordFile: URL) -> String {
        "postgresql://\(login)@127.0.0.1:\(port)/\(database)?sslmode=disable&passfile="
            + (passwordFile.path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? "")
    }

    @discardableResult
    private func perform(_ sql: String, in database: String?) async throws -> String {
        try await Command.run(
            try Self.psql(),
            [
                "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--field-separator=\u{1F}",
                "--set=ON_ERROR_STOP=1",
            ],
            environment: [
                "PGHOST": "127.0.0.1", "PGPORT": "\(server.port)", "PGUSER": server.user, "PGPASSWORD": server.password,
                "PGDATABASE": database ?? "postgres", "PGSSLMODE": "disable", "PGCONNECT_TIMEOUT": "5",
            ],
            input: sql)
    }

    /// Debian keeps the client of each version in a folder of its own.
    private static func psql() throws -> URL {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let candidates = versions.sorted().reversed().map { "/usr/lib/postgresql/\($0)/bin/psql" } + ["/usr/bin/psql"]
        guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) }) else {
            throw HarnessError("psql is not installed; run scripts/setup")
        }
        return URL(filePath: found)
    }
}
