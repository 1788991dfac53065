import Crypto
import Foundation
import OrderedCollections
import SimulatorKit

/// What the webhook says: which record to read, and nothing to believe.
struct WebhookNotice: Sendable, Hashable {
    let table: String
    let sysID: String
    let number: String

    var body: [UInt8] {
        JSONValue.object(["table": .string(table), "sys_id": .string(sysID), "number": .string(number)]).serialized
    }

    /// `sha256=` and the Base64 of HMAC-SHA256 over timestamp, full stop and body: what
    /// `CertificateEncryption.generateMac` gives for a Base64 key.
    static func signature(key: Data, timestamp: String, body: [UInt8]) -> String {
        var mac = HMAC<SHA256>(key: SymmetricKey(data: key))
        mac.update(data: Data(timestamp.utf8))
        mac.update(data: Data(".".utf8))
        mac.update(data: Data(body))
        return "sha256=" + Data(mac.finalize()).base64EncodedString()
    }
}
