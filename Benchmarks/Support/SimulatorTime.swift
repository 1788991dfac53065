public import Foundation

/// A moment in a simulator's record.
public struct SimulatorTime: Decodable, Sendable {
    public let date: Date

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        date = try Date(text, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
