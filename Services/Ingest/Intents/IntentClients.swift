import Domain
import Fleet

/// The automations that may propose requests, each with a key of its own.
struct IntentClients: Sendable {
    private let keys: [String: SigningKey]

    /// - Parameter text: a line for each: its name, a space, its key in Base64. Empty lines, and those that begin with `#`, are skipped.
    /// - Throws: ``ConfigurationError`` that names `variable`, and never shows a key.
    init(text: String, variable: String) throws(ConfigurationError) {
        var keys: [String: SigningKey] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            guard words.count == 2, IntentMark.isName(first) else {
                throw ConfigurationError(
                    variable,
                    "names a file whose line \(index + 1) is not a name of a-z, 0-9, -, _ and ., a space, and a key")
            }
            guard keys[first] == nil else {
                throw ConfigurationError(variable, "names a file that has \(first) twice")
            }
            do throws(ConfigurationError) {
                keys[first] = try SigningKey(base64: words[1], variable: variable)
            } catch {
                throw ConfigurationError(
                    variable, "names a file whose key of \(first) is not Base64 of 16 bytes or more")
            }
        }
        guard !keys.isEmpty else { throw ConfigurationError(variable, "names a file that has no automation in it") }
        self.keys = keys
    }

    /// How the bodies of an automation are to be signed; nil: there is none of this name.
    subscript(name: String) -> BodySignature? {
        keys[name].map { BodySignature(key: $0) }
    }
}
