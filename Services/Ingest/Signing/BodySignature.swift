import Crypto
import Foundation
import HTTPTypes

/// Whether a body was sent by somebody who has the key, and lately. Pure.
struct BodySignature: Sendable {
    /// How far the sender's clock may be off, and how old what was signed may be, in seconds.
    static let tolerance: TimeInterval = 300

    let key: SigningKey

    enum Verdict: Hashable {
        case valid
        case refused(String)
    }

    /// - Parameters:
    ///   - timestamp: the header `X-Landfall-Timestamp`: Unix seconds.
    ///   - signature: the header `X-Landfall-Signature`: `sha256=`, then the Base64 of the HMAC-SHA256 over timestamp, `.`, body.
    func judge(timestamp: String?, signature: String?, body: [UInt8], now: Date) -> Verdict {
        guard let timestamp, let signature else {
            return .refused("the headers X-Landfall-Timestamp and X-Landfall-Signature are needed")
        }
        guard let seconds = Int64(timestamp) else { return .refused("X-Landfall-Timestamp is not in Unix seconds") }
        let prefix = "sha256="
        guard signature.hasPrefix(prefix), let code = Data(base64Encoded: String(signature.dropFirst(prefix.count)))
        else {
            return .refused("X-Landfall-Signature is not sha256= and Base64")
        }
        guard abs(now.timeIntervalSince1970 - TimeInterval(seconds)) <= Self.tolerance else {
            return .refused("X-Landfall-Timestamp is more than 5 minutes away from now")
        }
        // Compares in constant time.
        guard
            HMAC<SHA256>.isValidAuthenticationCode(
                code, authenticating: Array("\(timestamp).".utf8) + body, using: key.key)
        else {
            return .refused("the signature is not the one of this body")
        }
        return .valid
    }
}

extension HTTPField.Name {
    static let landfallTimestamp = Self("X-Landfall-Timestamp")!
    static let landfallSignature = Self("X-Landfall-Signature")!
}
