import Domain
import Foundation
import HTTP
import HTTPTypes
import TestSupport
import Testing

@testable import SignIn

@Suite("Signing in to pages", .timeLimit(.minutes(2)))
struct SigningInTests {
    /// The state that Microsoft is asked to give back.
    private static func state(_ page: Browser.Page) -> String {
        let items = URLComponents(string: page.headerFields[.location] ?? "")?.queryItems
        return items?.first { $0.name == "state" }?.value ?? ""
    }

    @Test("takes somebody to Microsoft and back to the page that was asked for")
    func wholeWay() async throws {
        try await PagesBench.with { bench in
            let browser = try bench.browser()
            let page = try await browser.open("/page/one?x=1")
            #expect(page.status == 200)
            #expect(page.path == "/page/one?x=1")
            #expect(page.text.contains("For Kim Novak."))
            #expect(Array(browser.cookies.keys) == ["landfall-auditor-session"])
            // No further sign-in while the session lasts.
            #expect(try await browser.open("/page/two", hops: 0).status == 200)
            bench.time.advance(by: 3600)
            #expect(try await browser.open("/page/two", hops: 0).status == 303)
            for secret in [PagesBench.secret, browser.cookies.values.first ?? "-"] {
                #expect(!bench.log.text.contains(secret))
            }
        }
    }

    @Test("asks Microsoft with PKCE, a state and a nonce, and for nothing but who it is")
    func request() async throws {
        try await PagesBench.with { bench in
            let first = try await bench.browser().open("/page/one", hops: 0)
            let second = try await bench.browser().open("/page/one", hops: 0)
            let items = { (page: Browser.Page) in
                Dictionary(
                    uniqueKeysWithValues: (URLComponents(string: page.headerFields[.location] ?? "")?.queryItems ?? [])
                        .map { ($0.name, $0.value ?? "") })
            }
            let (one, other) = (items(first), items(second))
            #expect(one["response_type"] == "code")
            #expect(one["scope"] == "openid profile")
            #expect(one["code_challenge_method"] == "S256")
            #expect(one["redirect_uri"] == "\(PagesBench.base)/signin/callback")
            for name in ["state", "nonce", "code_challenge"] {
                #expect((one[name] ?? "").utf8.count >= 43)
                #expect(one[name] != other[name])
            }
        }
    }

    @Test("shows who lacks the role which one it is, and nothing of the page")
    func roleMissing() async throws {
        try await PagesBench.with { bench in
            let browser = try bench.browser(as: PagesBench.ana)
            let page = try await browser.open("/page/one")
            #expect(page.status == 403)
            #expect(page.text.contains(PagesBench.role))
            #expect(!page.text.contains("Page one"))
            #expect(page.text.contains("Ana &lt;b&gt;Silva&lt;/b&gt;"))
            #expect(page.text.contains("account=other"))
            let token = try #require(page.hidden("token"))
            let sent = try await browser.submit("/page/one", ["token": token, "word": "x"])
            #expect(sent.status == 403)
            #expect(!sent.text.contains("Taken"))
        }
    }

    @Test("ends with signing out, by a form alone")
    func signOut() async throws {
        try await PagesBench.with { bench in
            let browser = try bench.browser()
            let page = try await browser.open("/page/one")
            #expect(try await browser.open("/signout", hops: 0).status == 404)
            #expect(try await browser.submit("/signout", ["token": "wrong"]).status == 403)
            #expect(browser.cookies.count == 1)
            let out = try await browser.submit("/signout", ["token": page.hidden("token") ?? ""])
            #expect(out.path == "/signed-out")
            #expect(browser.cookies.isEmpty)
        }
    }

    @Test("doesn't end with a session for a state that is missing, wrong, another browser's, or used before")
    func states() async throws {
        try await PagesBench.with { bench in
            let browser = try bench.browser()
            let start = try await browser.open("/page/one", hops: 0)
            let callback = try await browser.signIn(at: start.headerFields[.location] ?? "")
            let wrong = callback.replacingOccurrences(of: "state=", with: "state=A")
            // Another browser, which never began it: what came to it with a link signs nobody in.
            let other = try bench.browser()
            #expect(try await other.open(callback, hops: 0).status == 400)
            #expect(other.cookies.isEmpty)
            let attempt = browser.cookies
            #expect(try await browser.open(wrong, hops: 0).status == 400)
            #expect(browser.cookies.isEmpty)
            browser.cookies = attempt
            #expect(try await browser.open(callback, hops: 0).status == 303)
            #expect(browser.cookies.keys.contains("landfall-auditor-session"))
            // Once more: the attempt is used up.
            #expect(try await browser.open(callback, hops: 0).status == 400)
            // Even with the old cookie the code isn't taken twice.
            browser.cookies = attempt
            #expect(try await browser.open(callback, hops: 0).status == 502)
            #expect(!browser.cookies.keys.contains("landfall-auditor-session"))
        }
    }

    @Test("is over after ten minutes")
    func tooLate() async throws {
        try await PagesBench.with { bench in
            let browser = try bench.browser()
            let start = try await browser.open("/page/one", hops: 0)
            let callback = try await browser.signIn(at: start.headerFields[.location] ?? "")
            bench.time.advance(by: SignInAttempt.lifetime)
            let page = try await browser.open(callback, hops: 0)
            #expect(page.status == 400)
            #expect(page.text.contains("/signin"))
        }
    }

    @Test("leads to no other site, whatever the address says")
    func openRedirect() async throws {
        try await PagesBench.with { bench in
            for address in ["https://evil.example/", "//evil.example", "/\\evil.example", "%2F%2Fevil.example"] {
                let browser = try bench.browser()
                let query = address.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let page = try await browser.open("/signin?return=\(query)")
                #expect(page.path == "/signed-in")
            }
            let browser = try bench.browser()
            #expect(try await browser.open("/signin?return=%2Fpage%2Fone").path == "/page/one")
        }
    }

    @Test("says what Microsoft says, and repeats nothing that isn't a code")
    func refused() async throws {
        try await PagesBench.with { bench in
            for (error, isTold) in [("access_denied", true), ("<script>", false)] {
                let browser = try bench.browser()
                let start = try await browser.open("/page/one", hops: 0)
                let state = Self.state(start)
                let text = error.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                let page = try await browser.open("/signin/callback?error=\(text)&state=\(state)", hops: 0)
                #expect(page.status == 403)
                #expect(page.text.contains(error) == isTold)
            }
        }
    }

    @Test("fails with a page that says so when Microsoft doesn't answer")
    func unavailable() async throws {
        let gone = try ScriptedServer { _ in .hangUp }
        gone.stop()
        try await PagesBench.with(login: gone.url) { bench in
            let browser = try bench.browser()
            let start = try await browser.open("/page/one", hops: 0)
            let state = Self.state(start)
            let page = try await browser.open("/signin/callback?code=abc&state=\(state)", hops: 0)
            #expect(page.status == 503)
            #expect(browser.cookies.isEmpty)
            #expect(!page.text.contains(gone.url))
        }
    }
}

@Suite("A form on a page", .timeLimit(.minutes(2)))
struct FormTests {
    @Test("is taken with the token of its session")
    func taken() async throws {
        try await PagesBench.with { bench in
            let browser = try bench.browser()
            let token = try await browser.open("/page/one").hidden("token") ?? ""
            let page = try await browser.submit("/page/one", ["token": token, "word": "a b+c&d=ü<"])
            #expect(page.status == 200)
            #expect(page.text.contains("<p>a b+c&amp;d=ü&lt;</p>"))
        }
    }

    @Test("is not taken from elsewhere, without its token, with another session's, or as anything but a form")
    func refused() async throws {
        try await PagesBench.with { bench in
            let browser = try bench.browser()
            let token = try await browser.open("/page/one").hidden("token") ?? ""
            let foreign = try await bench.browser().open("/page/one").hidden("token") ?? ""
            let word = ["word": "x"]
            let good = ["word": "x", "token": token]
            let refused: [(Browser.Page, Int)] = [
                (try await browser.submit("/page/one", word), 403),
                (try await browser.submit("/page/one", ["word": "x", "token": foreign]), 403),
                (try await browser.submit("/page/one", good, changes: ["Origin": "https://evil.example"]), 403),
                (try await browser.submit("/page/one", good, changes: ["Origin": nil]), 403),
                (try await browser.submit("/page/one", good, changes: ["Sec-Fetch-Site": "cross-site"]), 403),
                (try await browser.submit("/page/one", good, changes: ["Content-Type": "text/plain"]), 400),
                (
                    try await browser.submit(
                        "/page/one", ["token": token, "word": String(repeating: "x", count: 20_000)]), 413
                ),
            ]
            for (page, status) in refused {
                #expect(page.status == status)
                #expect(!page.text.contains("Taken"))
                #expect(page.text.contains("Nothing was done"))
            }
        }
    }

    @Test("of somebody who isn't signed in any more does nothing, and says so")
    func sessionOver() async throws {
        try await PagesBench.with { bench in
            let browser = try bench.browser()
            let token = try await browser.open("/page/one").hidden("token") ?? ""
            bench.time.advance(by: 3600)
            let page = try await browser.submit("/page/one", ["token": token, "word": "x"])
            #expect(page.status == 401)
            #expect(page.text.contains("Nothing was done"))
        }
    }

    @Test("that fails has a page, which tells nothing of why; the log does")
    func failed() async throws {
        try await PagesBench.with { bench in
            let browser = try bench.browser()
            let token = try await browser.open("/page/one").hidden("token") ?? ""
            let page = try await browser.submit("/page/one", ["token": token, "word": "fail"])
            #expect(page.status == 503)
            #expect(!page.text.contains("not told to anybody"))
            #expect(bench.log.text.contains("not told to anybody"))
        }
    }
}
