public import Foundation

/// A simulator's seed, as JSON: the built-in one, to be changed.
public struct SeedFile {
    public var content: [String: Any]

    public init(reading file: URL) throws {
        let content = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        guard let object = content as? [String: Any] else {
            throw BenchmarkFailure("\(file.path) is not a JSON object")
        }
        self.content = object
    }

    public func write(to file: URL) throws {
        try JSONSerialization.data(withJSONObject: content).write(to: file)
    }
}
