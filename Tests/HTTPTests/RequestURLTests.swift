import Testing

@testable import HTTP

@Suite("A URL that is checked")
struct RequestURLTests {
    @Test(
        "The origin has scheme, host and port, in one spelling",
        arguments: [
            ("http://localhost", "http://localhost:80"), ("HTTPS://LocalHost/a?b#c", "https://localhost:443"),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"), ("https://[::1]:1/", "https://[::1]:1"),
        ])
    func origin(text: String, origin: String) throws {
        let url = try RequestURL(text)
        #expect(url.origin == origin)
        #expect(url.isSecure == origin.hasPrefix("https"))
        #expect(url.string == text)
        #expect(url.parts != nil)
    }

    @Test("libcurl parses an address with a zone itself, because its copies of a parsed one lack the zone")
    func zone() throws {
        #expect(try RequestURL("http://[fe80::1%25eth0]/").parts == nil)
    }

    @Test("A redirect is resolved inside the origin, and gives nothing outside of it")
    func redirect() throws {
        let url = try RequestURL("http://LOCALHOST:80/a/b?c=d")
        #expect(url.sameOriginRedirect(to: "../e?f")?.string == "http://LOCALHOST:80/e?f")
        #expect(url.sameOriginRedirect(to: "http://localhost/g")?.string == "http://localhost/g")
        #expect(url.sameOriginRedirect(to: "https://localhost:80/") == nil)
        #expect(url.sameOriginRedirect(to: "//localhost:81/") == nil)
        #expect(url.sameOriginRedirect(to: "/ü") == nil)
    }
}
