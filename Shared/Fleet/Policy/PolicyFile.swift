import Crypto
public import Domain
public import Foundation

/// A policy as a file, or a version kept in the database, has it: YAML.
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

    /// - Throws: ``PolicyFileError`` with everything that is wrong in the file.
    public init(data: Data) throws(PolicyFileError) {
        self.policy = try ShapedYAML.read(data, shape: Policy.shape, subject: "policy") { (policy: Policy) in
            policy.problems()
        }
        self.bytes = Array(data)
        self.version = Self.version(of: data)
    }

    /// The name of a version: the SHA-256 of its bytes, in hexadecimal.
    public static func version(of data: Data) -> String {
        SHA256.hash(data: data).map { byte in
            let digits = String(byte, radix: 16)
            return byte < 16 ? "0" + digits : digits
        }.joined()
    }
}

/// Everything that is wrong with a file, in the order of its lines.
public struct PolicyFileError: Error, CustomStringConvertible {
    public let problems: [PolicyProblem]

    public var description: String { problems.map(\.description).joined(separator: "; ") }
}
