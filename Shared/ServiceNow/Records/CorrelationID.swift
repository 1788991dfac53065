import Domain
import Foundation

/// A `correlation_id` by which a record of ours is found again.
///
/// It is never empty: a query for an empty one matches every record that has none, and somebody's incident was closed that way
/// (elastic/kibana#217004). It has at most 100 characters, the column's length; what an instance does with longer ones is not known. And it
/// has none that means something in an encoded query.
public struct CorrelationID: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// The column's length, in characters.
    public static let maximumLength = 100

    /// - Parameter parts: what the record is about, such as a request item and a run. Where they are too long, or have characters that can't
    ///   be written here, an id that follows from them takes their place.
    public init(_ parts: [String]) {
        let text = (["landfall"] + parts).joined(separator: ":")
        let isWritable = !parts.isEmpty && parts.allSatisfy(Self.isWritable) && text.utf8.count <= Self.maximumLength
        self.description =
            isWritable ? text : "landfall:\(StableID.make(["correlation"] + parts).uuidString.lowercased())"
    }

    private static func isWritable(_ part: String) -> Bool {
        !part.isEmpty
            && part.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
