import Crypto
public import Domain
public import Foundation
import Yams

/// The policy file: YAML, read once when a service starts.
public struct PolicyFile: Sendable {
    public let policy: Policy
    /// The SHA-256 of the file's bytes, in hexadecimal: the version that plans name.
    public let version: String
    /// The file as it is.
    public let bytes: [UInt8]

    /// - Throws: ``ConfigurationError`` with everything that is wrong in the file.
    public init(path: String, variable: String) throws(ConfigurationError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError(variable, "names a file that can't be read: \(path)")
        }
        do {
            try self.init(data: data)
        } catch {
            throw ConfigurationError(variable, "names a policy that can't be used (\(path)): \(error)")
        }
    }

    /// - Throws: ``PolicyFileError``
    public init(data: Data) throws(PolicyFileError) {
        guard let text = String(data: data, encoding: .utf8) else {
            throw PolicyFileError(problems: ["it is not UTF-8"])
        }
        let root: Node
        do {
            // As the decoder would: nothing but `<<` has a meaning of its own.
            root = try Yams.compose(yaml: text, Resolver.basic.appending(.merge)) ?? ""
        } catch {
            throw PolicyFileError(problems: [Self.explain(error)])
        }
        let unknownKeys = PolicyKeys.problems(in: root)
        let policy: Policy
        do {
            policy = try YAMLDecoder().decode(Policy.self, from: root)
        } catch {
            // A misspelt key is missing, too.
            throw PolicyFileError(problems: unknownKeys + [Self.explain(error)])
        }
        let problems = unknownKeys + policy.problems().map(\.description)
        guard problems.isEmpty else { throw PolicyFileError(problems: problems) }
        self.policy = policy
        self.bytes = Array(data)
        self.version = SHA256.hash(data: data).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }

    private static func explain(_ error: any Error) -> String {
        func path(_ keys: [any CodingKey]) -> String {
            keys.reduce(into: "") { text, key in
                text += key.intValue.map { "[\($0)]" } ?? (text.isEmpty ? key.stringValue : "." + key.stringValue)
            }
        }
        return switch error {
        case DecodingError.keyNotFound(let key, let context): "\(path(context.codingPath + [key])) is missing"
        case DecodingError.typeMismatch(_, let context):
            "\(path(context.codingPath)) is of another kind than it must be"
        case DecodingError.valueNotFound(_, let context): "\(path(context.codingPath)) is empty"
        case DecodingError.dataCorrupted(let context) where !context.codingPath.isEmpty:
            "\(path(context.codingPath)): \(context.debugDescription)"
        default: "it is not YAML: \(error)"
        }
    }
}

/// Everything that is wrong with a policy file.
public struct PolicyFileError: Error, CustomStringConvertible {
    public let problems: [String]

    public var description: String { problems.joined(separator: "; ") }
}
