/// What is wrong with the configuration, in one line that names the variable.
public struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    /// The environment variable.
    public let name: String
    /// What is wrong with it; never a secret.
    public let problem: String

    public init(_ name: String, _ problem: String) {
        self.name = name
        self.problem = problem
    }

    public var description: String { "\(name) \(problem)" }
}
