internal import CPostgreSQL

/// How to reach a server, and the limits to keep.
public struct PostgresConfiguration: Sendable {
    /// Connections that may exist at once, without the one that listens for notifications.
    public var maximumConnections = 8
    /// Connections that are kept open while nothing happens.
    public var minimumConnections = 0
    /// Callers that may wait for others to give a connection back; one more is refused at once.
    public var maximumWaiters = 1024
    /// How long a caller waits for a connection.
    public var acquireTimeout: Duration = .seconds(10)
    /// How long making one connection may take, name resolution and TLS included.
    public var connectTimeout: Duration = .seconds(10)
    /// How long one statement may run: the server ends it then. Zero for no limit.
    public var statementTimeout: Duration = .seconds(30)
    /// How much later than `statementTimeout` the client gives up on a server that does not answer at all, and how long it
    /// waits for the answer to a cancellation, before it drops the connection.
    public var responseGrace: Duration = .seconds(5)
    /// How long a connection above `minimumConnections` stays open unused.
    public var idleLifetime: Duration = .seconds(300)
    /// How long ``PostgresClient/run()`` lets work under way finish once it is cancelled.
    public var shutdownGrace: Duration = .seconds(10)
    /// The name under which the server lists the connections.
    public var applicationName: String?
    /// A role to take on every new connection (`SET ROLE`).
    public var role: String?
    /// The schemas in which unqualified names are looked up, in order. Empty for the server's own setting.
    public var searchPath: [String] = []
    /// Server parameters to set on every new connection, such as `lock_timeout`.
    public var runtimeParameters: [String: String] = [:]

    /// What the URI says, by libpq's own keywords. Holds the password.
    let keywords: [String: String]

    /// Reads a libpq connection URI (`postgresql://user:password@host:port/database?sslmode=verify-full&sslrootcert=…`).
    ///
    /// All of libpq's parameters work: several hosts, `sslmode`, `sslrootcert`, `options=-c …`. What the URI leaves out comes
    /// from libpq's environment (`PGHOST`, …) and defaults.
    ///
    /// - Throws: ``PostgresError`` with code `configuration`. It does not quote the URI, which may hold a password.
    public init(uri: String) throws(PostgresError) {
        guard uri.hasPrefix("postgresql://") || uri.hasPrefix("postgres://") else {
            throw PostgresError(.configuration, "the connection URI must begin with postgresql://")
        }
        guard !uri.utf8.contains(0), let options = PQconninfoParse(uri, nil) else {
            throw PostgresError(
                .configuration,
                "the connection URI is malformed; look at its percent-encoding and its parameters' names")
        }
        defer { PQconninfoFree(options) }
        var keywords: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { keywords[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        if let mode = keywords["sslmode"], !Self.modes.contains(mode) {
            throw PostgresError(.configuration, "sslmode must be one of \(Self.modes.joined(separator: ", "))")
        }
        for port in (keywords["port"] ?? "").split(separator: ",") where UInt16(port) == nil {
            throw PostgresError(.configuration, "a port in the connection URI is not a number between 1 and 65535")
        }
        self.keywords = keywords
    }

    private static let modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Where the connections go, without the password.
    public var description: String {
        let user = keywords["user"].map { "\($0)@" } ?? ""
        let host = keywords["host"] ?? keywords["hostaddr"] ?? "localhost"
        let port = keywords["port"].map { ":\($0)" } ?? ""
        return "postgresql://\(user)\(host)\(port)/\(keywords["dbname"] ?? "")"
    }

    public var debugDescription: String { description }

    /// Nothing but the description: a dump must not show the password.
    public var customMirror: Mirror { Mirror(self, children: ["uri": description]) }
}
