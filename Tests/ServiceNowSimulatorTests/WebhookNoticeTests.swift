import Foundation
import Testing

@testable import ServiceNowSimulator

@Suite("A webhook")
struct WebhookNoticeTests {
    @Test("says which record to read, signed as generateMac signs")
    func signature() throws {
        let notice = WebhookNotice(table: "sc_req_item", sysID: "e1", number: "RITM0010001")
        #expect(
            String(decoding: notice.body, as: UTF8.self)
                == #"{"table":"sc_req_item","sys_id":"e1","number":"RITM0010001"}"#)
        let key = try #require(Data(base64Encoded: "c2VjcmV0IGtleQ=="))
        // printf '%s' '1790000000.{"table":…}' | openssl dgst -sha256 -hmac 'secret key' -binary | base64
        #expect(
            WebhookNotice.signature(key: key, timestamp: "1790000000", body: notice.body)
                == "sha256=BNLHDQH17asOHOguTVRveumGpjAMm7MSr1VYm4IWWa8=")
    }
}
