import SimulatorKit
import Testing

@Suite("JSON is read and written byte for byte")
struct JSONValueTests {
    @Test(
        "what is written is what was read",
        arguments: [
            #"{"b":1,"a":[true,false,null],"n":-1.5,"e":""}"#,
            #"[]"#, #"{}"#, #""plain""#, "0", "-12", #"{"z":{"y":{"x":[[]]}}}"#, #"["ü","\\","\"","/"]"#,
        ])
    func roundTrip(text: String) throws {
        #expect(try JSONValue(parsing: text).text == text)
    }

    @Test("escapes are understood")
    func escapes() throws {
        let value = try JSONValue(parsing: #""\u00e9\n\t\r\b\f\/\"\\\ud83d\ude80""#)
        #expect(value.string == "é\n\t\r\u{8}\u{c}/\"\\🚀")
        #expect(JSONValue.string("\u{1}\u{1f}\r\n\t").text == #""\u0001\u001f\r\n\t""#)
    }

    @Test(
        "what is no JSON is refused",
        arguments: [
            "", "{", "[1,]", #"{"a":}"#, #"{"a" 1}"#, "01", "1.", ".5", "1e", "tru", #""open"#, #""\x""#, #""\ud83d""#,
            #""\u12""#, #""\u-123""#, "[1] 2", "nan", "1e999", "\"\n\"", "{'a':1}",
        ])
    func refused(text: String) {
        #expect(throws: MalformedInput.self) { try JSONValue(parsing: text) }
    }

    @Test("bytes that are not UTF-8 are refused")
    func notUTF8() {
        #expect(throws: MalformedInput.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
    }

    @Test("nesting has a limit")
    func depth() {
        let text = String(repeating: "[", count: 100_000)
        #expect(throws: MalformedInput("The JSON is nested too deeply.")) { try JSONValue(parsing: text) }
    }

    @Test("integers stay integers and fractions stay fractions")
    func numbers() throws {
        #expect(try JSONValue(parsing: "9007199254740993") == .integer(9_007_199_254_740_993))
        #expect(try JSONValue(parsing: "1.0") == .number(1))
        #expect(try JSONValue(parsing: "1e2").integer == 100)
        #expect(JSONValue.number(.infinity).text == "null")
    }

    @Test("of a name written twice the last value counts")
    func duplicates() throws {
        #expect(try JSONValue(parsing: #"{"a":1,"a":2}"#)["a"] == 2)
    }
}
