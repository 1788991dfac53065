import Domain
import TestSupport
import Testing

@testable import Ingest

@Suite("The body of a hook")
struct HookRequestTests {
    private func problem(_ body: String) -> String? {
        do throws(HookRequest.Problem) {
            _ = try HookRequest(body: Array(body.utf8))
            return nil
        } catch {
            return error.sentence
        }
    }

    @Test("names a record to read; whatever else it says is not looked at")
    func extraFields() throws {
        let body = """
            {"table":"sc_req_item","sys_id":"\(Samples.sysID)","number":"RITM0010001","approval":"approved",
             "entitlements":["everything"],"nested":{"deep":[1,2,{"x":null}]}}
            """
        #expect(try HookRequest(body: Array(body.utf8)).sysID == Samples.sysID)
        #expect(try HookRequest(body: HookBench.payload()).sysID == Samples.sysID)
    }

    @Test(
        "that is no such object is refused with a sentence",
        arguments: [
            "", "{", "null", "[]", "3", "\"text\"", "{}", #"{"table":"sc_req_item","sys_id":"c1"}"#,
            #"{"table":"sc_req_item","number":"RITM0010001"}"#, #"{"sys_id":"c1","number":"RITM0010001"}"#,
            #"{"table":"sc_req_item","sys_id":1,"number":"RITM0010001"}"#,
            #"{"table":"sc_req_item","sys_id":null,"number":"RITM0010001"}"#,
            #"{"table":"sc_req_item","sys_id":["c1"],"number":"RITM0010001"}"#,
        ])
    func malformed(body: String) {
        #expect(problem(body)?.contains("JSON object") == true)
    }

    @Test("with bytes that are no text is refused")
    func noText() {
        #expect(throws: HookRequest.Problem.self) { try HookRequest(body: [0xFF, 0xFE, 0x7B]) }
        #expect(throws: HookRequest.Problem.self) { try HookRequest(body: [0x00]) }
    }

    @Test("that is nested deeper than anybody needs does no harm")
    func deep() {
        #expect(problem(String(repeating: "[", count: 60_000)) != nil)
        #expect(problem(#"{"table":"sc_req_item","x":\#(String(repeating: "[", count: 30_000))"#) != nil)
    }

    @Test("about another table is refused", arguments: ["sc_request", "incident", "SC_REQ_ITEM", "sc_req_item ", ""])
    func otherTable(table: String) {
        let body = #"{"table":"\#(table)","sys_id":"c1","number":"RITM0010001"}"#
        #expect(problem(body)?.contains("table must be sc_req_item") == true)
    }

    @Test(
        "whose sys_id can't be one is refused",
        arguments: ["", "c1^active=true", "../sys_user", "c1/x", "c1 ", "..", "123456789012345678901234567890123", "ü"])
    func badID(id: String) {
        let body = #"{"table":"sc_req_item","sys_id":"\#(id)","number":"RITM0010001"}"#
        #expect(problem(body)?.contains("sys_id") == true)
    }

    @Test("whose number can't be one is refused", arguments: ["", "RITM", "ritm0010001", "RITM001^x", "0010001"])
    func badNumber(number: String) {
        let body = #"{"table":"sc_req_item","sys_id":"c1","number":"\#(number)"}"#
        #expect(problem(body)?.contains("number") == true)
    }
}
