import Foundation

/// One block of a PEM file (RFC 7468).
struct PEMBlock: Sendable {
    let label: String
    /// With its first and last line.
    let text: String
    let bytes: Data

    /// The blocks of a file, in order; what stands between them is skipped, and so is a block that isn't Base64.
    static func blocks(in text: String) -> [PEMBlock] {
        var blocks: [PEMBlock] = []
        var label: String?
        var lines: [String] = []
        for line in text.split(whereSeparator: \.isNewline).map({ $0.trimmingCharacters(in: .whitespaces) }) {
            if let name = name(in: line, after: "-----BEGIN ") {
                label = name
                lines = []
            } else if let name = name(in: line, after: "-----END "), name == label {
                if let bytes = Data(base64Encoded: lines.joined()) {
                    let text = (["-----BEGIN \(name)-----"] + lines + ["-----END \(name)-----"]).joined(separator: "\n")
                    blocks.append(PEMBlock(label: name, text: text, bytes: bytes))
                }
                label = nil
            } else {
                lines.append(line)
            }
        }
        return blocks
    }

    private static func name(in line: String, after start: String) -> String? {
        guard line.hasPrefix(start), line.hasSuffix("-----"), line.utf8.count > start.utf8.count + 5 else { return nil }
        return String(line.dropFirst(start.count).dropLast(5))
    }
}
