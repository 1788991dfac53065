internal import CPostgreSQL

/// The keywords and values with which libpq makes a connection.
struct ConnectionParameters: Sendable {
    private(set) var keywords: [String: String]

    init(_ configuration: PostgresConfiguration) {
        keywords = configuration.keywords
        func prefer(_ keyword: String, _ value: String) { keywords[keyword] = keywords[keyword] ?? value }
        keywords["client_encoding"] = "UTF8"
        keywords["application_name"] = configuration.applicationName ?? keywords["application_name"]
        // Without these a connection whose peer vanished is noticed after hours.
        prefer("keepalives_idle", "30")
        prefer("keepalives_interval", "10")
        prefer("keepalives_count", "3")
        prefer("tcp_user_timeout", "60000")
        // Kerberos encryption is tried first otherwise, at the cost of a round trip.
        prefer("gssencmode", "disable")

        var settings = configuration.runtimeParameters
        settings["statement_timeout"] = String(configuration.statementTimeout.milliseconds)
        if !configuration.searchPath.isEmpty {
            settings["search_path"] = configuration.searchPath.map(SQLIdentifier.quoted).joined(separator: ",")
        }
        let options = settings.sorted { $0.key < $1.key }.map { "-c \(Self.escaped($0.key))=\(Self.escaped($0.value))" }
        keywords["options"] = ([keywords["options"]].compactMap { $0 } + options).joined(separator: " ")
    }

    /// What libpq uses for a keyword that is not given: the environment, or a built-in default.
    func value(_ keyword: String) -> String? {
        if let value = keywords[keyword] { return value }
        guard let defaults = PQconndefaults() else { return nil }
        defer { PQconninfoFree(defaults) }
        var option = defaults
        while let name = option.pointee.keyword {
            if String(cString: name) == keyword { return option.pointee.val.map { String(cString: $0) } }
            option += 1
        }
        return nil
    }

    /// The same, with the hosts' addresses filled in, so that libpq has no name to look up.
    func resolved(to targets: [HostAddress]) -> ConnectionParameters {
        var copy = self
        copy.keywords["host"] = targets.map(\.host).joined(separator: ",")
        copy.keywords["hostaddr"] = targets.map(\.address).joined(separator: ",")
        copy.keywords["port"] = targets.map(\.port).joined(separator: ",")
        return copy
    }

    /// In `options`, a backslash keeps a space from ending the value.
    private static func escaped(_ text: String) -> String {
        String(text.flatMap { $0 == " " || $0 == "\\" ? ["\\", $0] : [$0] })
    }
}

extension Duration {
    /// Whole milliseconds, rounded up.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
