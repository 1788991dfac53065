import Domain
import Foundation

/// What a hook says. Nothing of it is believed beyond which record to read.
struct HookRequest: Hashable {
    let sysID: SysID

    /// Why a body can't be used, as a sentence for whoever set up the hook.
    struct Problem: Error, Hashable {
        let sentence: String
    }

    init(body: [UInt8]) throws(Problem) {
        let payload: Payload
        do {
            payload = try JSONDecoder().decode(Payload.self, from: Data(body))
        } catch {
            throw Problem(sentence: "The body must be a JSON object with the texts table, sys_id and number.")
        }
        guard payload.table == "sc_req_item" else {
            throw Problem(sentence: "table must be sc_req_item: Landfall fulfils request items.")
        }
        guard let sysID = SysID(payload.sys_id) else {
            throw Problem(sentence: "sys_id is not the id of a record.")
        }
        guard RITMNumber(payload.number) != nil else {
            throw Problem(sentence: "number is not the number of a request item, such as RITM0010001.")
        }
        self.sysID = sysID
    }

    /// Named as in the body.
    private struct Payload: Decodable {
        var table: String
        var sys_id: String
        var number: String
    }
}
