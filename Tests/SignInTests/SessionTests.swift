import Domain
import Fleet
import Foundation
import Hummingbird
import NIOCore
import TestSupport
import Testing

@testable import SignIn

@Suite("What a browser keeps")
struct SessionTests {
    private let cookies = SignInCookies(service: "auditor", key: Fixtures.key, isSecure: false)

    private func request(_ cookie: Cookie) -> Request {
        Request(
            head: .init(
                method: .get, scheme: nil, authority: nil, path: "/",
                headerFields: [.cookie: "\(cookie.name)=\(cookie.value)"]), body: .init(buffer: ByteBuffer()))
    }

    @Test("is the session that was sealed, until it ends")
    func whole() throws {
        let session = Session(person: Fixtures.person, endsAt: Samples.at + 3600)
        let cookie = try #require(try cookies.cookie(for: session, at: Samples.at))
        #expect(cookie.maxAge == 3600)
        #expect(cookies.session(of: request(cookie), at: Samples.at + 3599) == session)
        #expect(cookies.session(of: request(cookie), at: Samples.at + 3600) == nil)
    }

    @Test("can't be read, changed, or sealed by anybody else")
    func sealed() throws {
        let session = Session(person: Fixtures.person, endsAt: Samples.at + 3600)
        let sealer = Sealer<Session>(key: Fixtures.key, purpose: "auditor session")
        let text = try #require(try sealer.seal(session))
        #expect(sealer.open(text) == session)
        #expect(!text.contains("Kim"))
        for index in stride(from: 0, to: text.count, by: 7) {
            var characters = Array(text)
            characters[index] = characters[index] == "A" ? "B" : "A"
            #expect(sealer.open(String(characters)) == nil)
        }
        for other in ["", "A", String(text.dropLast()), String(repeating: "A", count: 5_000)] {
            #expect(sealer.open(other) == nil)
        }
        let foreign = Sealer<Session>(key: try Fixtures.key(of: 9), purpose: "auditor session")
        #expect(foreign.open(text) == nil)
    }

    @Test("counts for one service and one purpose: a session of the Approver's is none of the Auditor's")
    func purposes() throws {
        let session = Session(person: Fixtures.person, endsAt: Samples.at + 3600)
        let other = SignInCookies(service: "approver", key: Fixtures.key, isSecure: false)
        let cookie = try #require(try other.cookie(for: session, at: Samples.at))
        let renamed = Cookie(name: "landfall-auditor-session", value: cookie.value)
        #expect(cookies.session(of: request(renamed), at: Samples.at) == nil)
        // A sign-in that is under way is no session either.
        let path = try #require(ReturnPath("/runs/1"))
        let attempt = try #require(
            try cookies.cookie(for: SignInAttempt(returnPath: path, at: Samples.at), at: Samples.at))
        let disguised = Cookie(name: "landfall-auditor-session", value: attempt.value)
        #expect(cookies.session(of: request(disguised), at: Samples.at) == nil)
    }

    @Test("is out of reach of scripts and of other sites, and bound to this host where there is TLS")
    func properties() throws {
        let session = Session(person: Fixtures.person, endsAt: Samples.at + 3600)
        let plain = try #require(try cookies.cookie(for: session, at: Samples.at))
        #expect(plain.httpOnly && plain.sameSite == .lax && plain.path == "/" && !plain.secure && plain.domain == nil)
        let secure = try #require(
            try SignInCookies(service: "auditor", key: Fixtures.key, isSecure: true).cookie(
                for: session, at: Samples.at))
        #expect(secure.secure && secure.httpOnly && secure.sameSite == .lax)
        #expect(secure.name == "__Host-landfall-auditor-session")
    }

    @Test("stays within what browsers keep, however long somebody's name is")
    func length() throws {
        let name = String(repeating: "😀", count: 5_000)
        let person = SignedInPerson(
            id: Samples.user, name: name, account: name, roles: ["Landfall.Operator", "Landfall.Reader"])
        let cookie = try #require(
            try cookies.cookie(for: Session(person: person, endsAt: Samples.at + 3600), at: Samples.at))
        #expect(cookie.value.utf8.count < 3_800)
    }

    @Test("has a form's token of its own, which no other session takes")
    func formTokens() throws {
        let token = FormToken(key: Fixtures.key, purpose: "auditor form")
        let session = Session(person: Fixtures.person, endsAt: Samples.at)
        let other = Session(person: Fixtures.person, endsAt: Samples.at)
        let text = token.text(for: session)
        #expect(token.isValid(text, for: session))
        #expect(!token.isValid(text, for: other))
        for wrong in ["", "x", "====", text + "A", String(text.dropLast())] {
            #expect(!token.isValid(wrong, for: session))
        }
        #expect(!FormToken(key: Fixtures.key, purpose: "approver form").isValid(text, for: session))
    }

    @Test("a key is 32 bytes in Base64", arguments: ["", "not base64!", "QUJD", Data(count: 33).base64EncodedString()])
    func keys(text: String) {
        let problem = #expect(throws: ConfigurationError.self) {
            try SessionKey(base64: text, variable: "LANDFALL_SESSION_KEY_FILE")
        }
        #expect(problem?.name == "LANDFALL_SESSION_KEY_FILE")
        if !text.isEmpty { #expect(problem.map { !$0.description.contains(text) } == true) }
    }
}

@Suite("Where a sign-in leads back to")
struct ReturnPathTests {
    @Test("is a path of this service", arguments: ["/", "/runs/1", "/runs/1?x=https://example.com", "/a//b"])
    func own(text: String) {
        #expect(ReturnPath(text)?.description == text)
    }

    @Test(
        "is never another site, nor anything else that an address could be bent into",
        arguments: [
            "", "runs/1", "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "/a b",
            "/a\r\nSet-Cookie: x=1",
            "/\u{e9}", "javascript:alert(1)", "/\"><script>", "/" + String(repeating: "a", count: 500),
        ])
    func others(text: String) {
        #expect(ReturnPath(text) == nil)
    }

    @Test("stays checked when it comes out of a cookie")
    func decoded() {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([ReturnPath].self, from: Data(#"["//evil.example"]"#.utf8))
        }
    }
}

@Suite("How browsers reach the pages")
struct PublicAddressTests {
    @Test(
        "gives the origin as browsers write it",
        arguments: [
            ("http://127.0.0.1:8405", "http://127.0.0.1:8405", false),
            ("https://Landfall.example:443/auditor", "https://landfall.example", true),
            ("http://landfall.example:80", "http://landfall.example", false),
            ("https://landfall.example:8443", "https://landfall.example:8443", true),
            ("http://[::1]:8405", "http://[::1]:8405", false),
        ])
    func origins(base: String, origin: String, isSecure: Bool) throws {
        let address = try #require(PublicAddress(base))
        #expect(address.origin == origin)
        #expect(address.isSecure == isSecure)
        #expect(address("/runs/1") == base + "/runs/1")
    }
}
