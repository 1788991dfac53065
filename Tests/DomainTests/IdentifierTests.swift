import Foundation
import Testing

@testable import Domain

@Suite("Identifiers accept what they name, and nothing that means something elsewhere")
struct IdentifierTests {
    // MARK: - Request items

    @Test(
        "numbers of request items", arguments: ["RITM0010001", "RI0001", "ABCDEFGHIJ0001", "RITM00000000000000000001"])
    func goodNumbers(_ text: String) {
        #expect(RITMNumber(text)?.description == text)
    }

    @Test(
        "texts that are no number",
        arguments: [
            "", "RITM", "0010001", "R0001", "RITM001", "ABCDEFGHIJK0001", "RITM000000000000000000001", "ritm0010001",
            "Ritm0010001", " RITM0010001", "RITM0010001 ", "RITM0010001\n", "RITM0010001\u{0}", "RITM 0010001",
            "RITM-0010001",
            "RITM001000a", "RITM0010001^ORactive=true", "RITM0010001^NQ", "RITM0010001'", "RITM0010001;--",
            "RITM0010001,RITM0010002",
            "RITM0010001:x", "RITM0010001/..", "../RITM0010001", "RITM#0001", "RITM%30010001", "<b>RITM0010001",
            "RÏTM0010001",
            "RITM٠٠١٠٠٠١", "RITM００１０００１", "ＲＩＴＭ0010001", "RITM0010001\u{200B}", "RITM0010001\u{301}",
            "RITM0010001.landed",
        ])
    func badNumbers(_ text: String) {
        #expect(RITMNumber(text) == nil)
    }

    // MARK: - Records

    @Test(
        "record ids, short and odd ones, too",
        arguments: ["c0000000000000000000000000000001", "1", "aB-_.9", "..a", String(repeating: "f", count: 32)])
    func goodSysIDs(_ text: String) {
        #expect(SysID(text)?.description == text)
    }

    @Test(
        "texts that can't be a record id",
        arguments: [
            "", ".", "..", String(repeating: ".", count: 32), String(repeating: "f", count: 33), "a b", " a", "a\n",
            "a^b", "a=b", "a,b",
            "a/b", "../a", "a?b", "a&b", "a%20", "a'b", "a\"b", "a;b", "a:b", "a@b", "javascript:x", "é", "ａ", "a\u{0}",
            "a\u{200B}",
            "a\u{301}",
        ])
    func badSysIDs(_ text: String) {
        #expect(SysID(text) == nil)
    }

    // MARK: - Directory objects and runs

    @Test("an object's id is kept in lower case, so that equal ids are equal")
    func objectIDs() {
        let text = "A0B1C2D3-E4F5-4678-9ABC-DEF012345678"
        #expect(UserID(text)?.description == text.lowercased())
        #expect(UserID(text) == UserID(text.lowercased()))
        #expect(GroupID(UUID(uuidString: text)!).description == text.lowercased())
        #expect(RunID(text)?.description == text.lowercased())
    }

    @Test("are read and written as Foundation does, whatever their bytes are")
    func everyByte() throws {
        for first in UInt8.min...UInt8.max {
            let bytes = (0..<16).map { first &+ UInt8($0) &* 17 }
            let id = bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
            #expect(GUIDText.text(of: id) == id.uuidString.lowercased())
            #expect(GUIDText.parse(id.uuidString) == id)
            #expect(GUIDText.parse(id.uuidString.lowercased()) == id)
        }
    }

    static let badObjectIDs = [
        "", "a0b1c2d3", "a0b1c2d3e4f546789abcdef012345678", "{a0b1c2d3-e4f5-4678-9abc-def012345678}",
        "a0b1c2d3-e4f5-4678-9abc-def01234567", "a0b1c2d3-e4f5-4678-9abc-def0123456789",
        "g0b1c2d3-e4f5-4678-9abc-def012345678",
        "a0b1c2d3-e4f5-4678-9abc-def01234567 ", " a0b1c2d3-e4f5-4678-9abc-def01234567",
        "a0b1c2d3-e4f5-4678-9abc-def01234567'",
        "a0b1c2d3/e4f5-4678-9abc-def012345678", "a0b1c2d3-e4f5-4678-9abc-def0123456/8",
        "a0b1-c2d3e4f5-4678-9abc-def012345678",
        "a0b1c2d3e-4f5-4678-9abc-def012345678", "a0b1c2d3-e4f5-4678-9abc-def0123456é",
        "0xb1c2d3-e4f5-4678-9abc-def012345678",
        "+0b1c2d3-e4f5-4678-9abc-def012345678", "a0b1c2d3-e4f5-4678-9abc-def01234567\u{0}",
        "-----------------------------------",
        "------------------------------------",
    ]

    @Test("texts that are no GUID of 36 characters", arguments: badObjectIDs)
    func badIDs(_ text: String) {
        #expect(UserID(text) == nil)
        #expect(GroupID(text) == nil)
        #expect(RunID(text) == nil)
    }

    // MARK: - Keys

    @Test("a key is its four parts, and is read back", arguments: MembershipAction.allCases)
    func keys(action: MembershipAction) {
        let key = OperationKey(ritm: Samples.ritm, user: Samples.user, group: Samples.group, action: action)
        #expect(
            key.description
                == "RITM0010001:a0000000-0000-4000-8000-000000000001:b0000000-0000-4000-8000-000000000001:\(action.rawValue)"
        )
        #expect(OperationKey(key.description) == key)
        #expect(OperationKey(key.description.replacing("a0000000", with: "A0000000")) == key)
    }

    static let badKeys = [
        "", ":::", "RITM0010001", "\(Samples.key):", ":\(Samples.key)", "\(Samples.key):add",
        "\(Samples.key)".replacing(":add", with: ":ADD"),
        "\(Samples.key)".replacing(":add", with: ":delete"), "\(Samples.key)".replacing(":add", with: ":"),
        "\(Samples.key)".replacing(":", with: ";"), "\(Samples.key)".replacing("RITM", with: "ritm"), " \(Samples.key)",
        "\(Samples.key)\n",
        "RITM0010001:a0000000-0000-4000-8000-000000000001::add",
    ]

    @Test("texts that are no key", arguments: badKeys)
    func unreadableKeys(_ text: String) {
        #expect(OperationKey(text) == nil)
    }

    // MARK: - As JSON

    @Test("identifiers are text in JSON, and a text that isn't one is refused without being repeated")
    func coding() throws {
        let key = try JSONEncoder().encode([Samples.key])
        #expect(String(decoding: key, as: UTF8.self) == "[\"\(Samples.key)\"]")
        #expect(try JSONDecoder().decode([OperationKey].self, from: key) == [Samples.key])
        for type in [
            [OperationKey].self, [RITMNumber].self, [SysID].self, [UserID].self, [RunID].self, [TraceContext].self,
        ]
            as [any Decodable.Type]
        {
            let error = #expect(throws: DecodingError.self) {
                _ = try JSONDecoder().decode(type, from: Data(#"["no^such"]"#.utf8))
            }
            #expect(error.map { "\($0)".contains("no^such") } == false)
            #expect(throws: DecodingError.self) { _ = try JSONDecoder().decode(type, from: Data("[1]".utf8)) }
            #expect(throws: DecodingError.self) { _ = try JSONDecoder().decode(type, from: Data("[null]".utf8)) }
        }
    }

    @Test("identifiers are ordered as their texts are")
    func order() {
        #expect(Samples.ritm < Samples.otherRITM)
        #expect(![Samples.otherKey, Samples.key].sorted().elementsEqual([Samples.otherKey, Samples.key]))
    }
}
