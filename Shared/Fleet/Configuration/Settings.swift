import Configuration
import Foundation

/// Reads the configuration by the names of environment variables, and says clearly what is wrong with it.
///
/// Each reading method throws ``ConfigurationError``, whose text names the variable and never repeats a value that may be secret.
public struct Settings: Sendable {
    private let reader: ConfigReader

    /// The process's environment.
    public init() {
        self.reader = ConfigReader(provider: EnvironmentVariablesProvider())
    }

    /// Given values, for tests and tools.
    public init(_ environment: [String: String]) {
        self.reader = ConfigReader(provider: EnvironmentVariablesProvider(environmentVariables: environment))
    }

    /// The value of a variable; an empty one counts as missing.
    public func string(_ name: String) -> String? {
        // `LANDFALL_AMQP_URL` is the key `landfall.amqp.url` in the library's spelling.
        let key = ConfigKey(name.lowercased().split(separator: "_").map(String.init))
        guard let value = reader.string(forKey: key), !value.isEmpty else { return nil }
        return value
    }

    public func required(_ name: String) throws(ConfigurationError) -> String {
        guard let value = string(name) else { throw ConfigurationError(name, "is not set") }
        return value
    }

    public func integer(_ name: String, default value: Int, in range: ClosedRange<Int>) throws(ConfigurationError)
        -> Int
    {
        guard let text = string(name) else { return value }
        guard let number = Int(text), range.contains(number) else {
            throw ConfigurationError(
                name, "must be a whole number from \(range.lowerBound) to \(range.upperBound), not “\(text)”")
        }
        return number
    }

    /// A length of time: a number and `ms`, `s`, `m` or `h`.
    public func duration(_ name: String, default value: Duration) throws(ConfigurationError) -> Duration {
        guard let text = string(name) else { return value }
        guard let duration = DurationText.parse(text) else {
            throw ConfigurationError(name, "must be a length of time such as 500ms, 5s, 2m or 1h, not “\(text)”")
        }
        return duration
    }

    public func boolean(_ name: String, default value: Bool) throws(ConfigurationError) -> Bool {
        switch string(name) {
        case nil: return value
        case "true", "1", "yes": return true
        case "false", "0", "no": return false
        case .some(let text): throw ConfigurationError(name, "must be true or false, not “\(text)”")
        }
    }

    /// An absolute `http` or `https` URL without a trailing slash, query or fragment.
    public func baseURL(_ name: String, default value: String? = nil) throws(ConfigurationError) -> String {
        guard let text = string(name) ?? value else { throw ConfigurationError(name, "is not set") }
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme ?? ""), let host = url.host,
            !host.isEmpty,
            url.user == nil, url.query == nil, url.fragment == nil
        else { throw ConfigurationError(name, "must be an http or https address without user, query or fragment") }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// The path of a file that can be read now.
    public func file(_ name: String) throws(ConfigurationError) -> String {
        let path = try required(name)
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw ConfigurationError(name, "names a file that can't be read: \(path)")
        }
        return path
    }

    /// For how long an instance may still carry out a call whose answer was lost: it cuts transactions at 60 s.
    public func serviceNowLateness() throws(ConfigurationError) -> Duration {
        try duration("LANDFALL_SERVICENOW_LATENESS", default: .seconds(65))
    }

    /// How many calls to ServiceNow are made at a time.
    func serviceNowCalls(default value: Int) throws(ConfigurationError) -> Int {
        try integer("LANDFALL_SERVICENOW_CALLS", default: value, in: 1...4)
    }

    /// How long one call to ServiceNow may take. An instance cuts transactions at 60 s.
    func serviceNowTimeout() throws(ConfigurationError) -> Duration {
        try duration("LANDFALL_SERVICENOW_TIMEOUT", default: .seconds(65))
    }

    /// The PEM file of the authorities that outgoing HTTPS trusts; nil: the system's.
    func caFile() throws(ConfigurationError) -> String? {
        let name = "LANDFALL_CA_FILE"
        return string(name) == nil ? nil : try file(name)
    }

    /// The content of a secret file, without the line break at its end.
    public func secret(_ name: String) throws(ConfigurationError) -> String {
        let path = try file(name)
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else {
            throw ConfigurationError(name, "names a file that is no text: \(path)")
        }
        let secret = text.trimmingCharacters(in: .newlines)
        guard !secret.isEmpty else { throw ConfigurationError(name, "names an empty file: \(path)") }
        return secret
    }
}
