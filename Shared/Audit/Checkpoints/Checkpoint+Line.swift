import Domain
import Foundation

/// A checkpoint as one line of JSON, the form in which it is kept outside of the database:
/// `{"at":"2026-11-27T13:00:00.000Z","hash":"<hexadecimal>","key":"…","number":123,"signature":"<Base64>"}`.
extension Checkpoint {
    private struct Line: Codable {
        var at: String
        var hash: String
        var key: String
        var number: Int64
        var signature: String
    }

    /// Without the line break.
    ///
    /// - Throws: what the encoder throws, which it doesn't for a number and texts.
    public func line() throws -> String {
        let line = Line(
            at: Timestamp.text(of: at), hash: Hexadecimal.text(of: position.hash), key: key, number: position.number,
            signature: Data(signature).base64EncodedString())
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(line), as: UTF8.self)
    }

    /// Nil for a line that is none, as the last one of a file is that was cut off.
    public init?(line: some StringProtocol) {
        guard let line = try? JSONDecoder().decode(Line.self, from: Data(line.utf8)),
            let at = Timestamp.date(of: line.at), let hash = Hexadecimal.bytes(of: line.hash), hash.count == 32,
            let signature = Data(base64Encoded: line.signature), line.number > 0
        else { return nil }
        self.init(
            position: ChainPosition(number: line.number, hash: hash), at: at, key: line.key, signature: Array(signature)
        )
    }
}
