import Crypto
import Foundation

/// A call to Ingest's door, signed as ServiceNow signs it or in some wrong way.
struct Hook: Sendable {
    var body: Data
    var timestamp: Int
    var signature: String
    var contentType = "application/json"

    /// A well-formed call about a record.
    init(table: String = "sc_req_item", sysID: String, number: String, key: String, at date: Date = Date()) throws {
        let json: JSON = ["table": .string(table), "sys_id": .string(sysID), "number": .string(number)]
        try self.init(body: try json.encoded(), key: key, at: date)
    }

    /// A call with any body, rightly signed.
    ///
    /// - Parameter key: in Base64. The signature is the Base64 of HMAC-SHA256 over timestamp, full stop and body.
    init(body: Data, key: String, at date: Date = Date()) throws {
        guard let key = Data(base64Encoded: key) else { throw HarnessError("the webhook's key is not Base64") }
        self.body = body
        timestamp = Int(date.timeIntervalSince1970)
        var mac = HMAC<SHA256>(key: SymmetricKey(data: key))
        mac.update(data: Data("\(timestamp).".utf8))
        mac.update(data: body)
        signature = "sha256=" + Data(mac.finalize()).base64EncodedString()
    }

    /// - Parameter unsigned: leaves the signature out.
    func send(to ingest: HTTPCaller, unsigned: Bool = false) async throws -> HTTPCaller.Answer {
        var headers = ["Content-Type": contentType, "X-Landfall-Timestamp": "\(timestamp)"]
        if !unsigned { headers["X-Landfall-Signature"] = signature }
        return try await ingest.call("POST", "/v1/hooks/servicenow", body: body, headers: headers)
    }
}
