import Testing

@testable import Fleet

@Suite("The files of Teams channels")
struct ChannelFilesTests {
    @Test("are named by the channels, which may have blanks")
    func parsed() throws {
        let text = "Finance applications = /run/secrets/finance , HR=/run/secrets/h=r"
        #expect(
            try ChannelFiles.parse(text, "V") == [
                "Finance applications": "/run/secrets/finance", "HR": "/run/secrets/h=r",
            ])
        #expect(try ChannelFiles.parse("", "V").isEmpty)
    }

    @Test(
        "of another form, or named twice, are refused, with the variable and without what may be a secret",
        arguments: ["Finance", "=/file", "Finance=", "A=/a,,=", "A=/a,A=/b", "https://example.com/sig"])
    func refused(_ text: String) {
        let error = #expect(throws: ConfigurationError.self) { try ChannelFiles.parse(text, "THE_VARIABLE") }
        #expect(error.map { "\($0)" }?.contains("THE_VARIABLE") == true)
        #expect(error.map { "\($0)" }?.contains("sig") == false)
    }
}
