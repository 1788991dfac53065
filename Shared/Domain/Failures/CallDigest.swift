import Crypto
import Foundation

/// Digests of calls to other systems, for the record: whoever has kept the traffic can show that it is what Landfall sent and got, and nothing
/// of it has to be kept with the record. SHA-256, in hexadecimal.
public enum CallDigest {
    /// Of a request: `<METHOD> <path and query>`, a line feed, the body. Header fields are not in it: they hold the token.
    public static func request(method: String, target: String, body: [UInt8]?) -> String {
        text("\(method) \(target)", body ?? [])
    }

    /// Of an answer: its status code, a line feed, the body.
    public static func response(status: Int, body: [UInt8]) -> String {
        text("\(status)", body)
    }

    private static func text(_ line: String, _ body: [UInt8]) -> String {
        var hash = SHA256()
        hash.update(data: Array((line + "\n").utf8))
        hash.update(data: body)
        return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
