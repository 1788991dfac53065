import HTTPTypes
import Hummingbird
import Testing

@testable import SignIn

@Suite("Pages")
struct PageTests {
    private struct Values {
        let text: String
    }

    private static let template = PageTemplate(#"<a title="{{text}}">{{text}}</a>"#)

    @Test("escape what is filled in")
    func escaped() {
        let html = Self.template.render(Values(text: #"<script>alert("1")</script> & 'x'"#))
        let safe = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;"
        #expect(html == #"<a title="\#(safe)">\#(safe)</a>"#)
    }

    @Test("escape a quotation mark that carries an accent: to a browser it ends the attribute all the same")
    func combined() {
        let html = Self.template.render(Values(text: "\"\u{301} onfocus=alert(1) \u{3c}\u{338}b"))
        #expect(!html.unicodeScalars.dropFirst(10).prefix(3).contains("\""))
        #expect(html.contains("&quot;\u{301}"))
        #expect(html.contains("&lt;\u{338}"))
    }

    @Test("say only what they are given: a notice's sentences and its link")
    func notice() {
        let page = Notice(.notFound, "No <such> run", "One.", "Two.", link: .init("On", to: "/x?a=1&b=2")).page
        #expect(page.status == .notFound)
        #expect(page.body.contains("<h1>No &lt;such&gt; run</h1>"))
        #expect(page.body.contains("<p>One.</p><p>Two.</p>"))
        #expect(page.body.contains(#"href="/x?a=1&amp;b=2">On</a>"#))
    }

    @Test("run no scripts, stand in no frames, stay in no cache, and send forms nowhere else")
    func headers() {
        let response = Notice(.ok, "Title", "Text.").response
        let policy = response.headers[.contentSecurityPolicy] ?? ""
        for rule in ["default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
            #expect(policy.contains(rule))
        }
        #expect(!policy.contains("unsafe"))
        #expect(!policy.contains("script-src"))
        #expect(policy.contains(PageStyle.source))
        #expect(response.headers[.xContentTypeOptions] == "nosniff")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(response.headers[.referrerPolicy] == "same-origin")
        #expect(response.headers[.contentType] == "text/html; charset=utf-8")
    }

    @Test("have a sentence for everything that can go wrong while signing in")
    func problems() {
        let problems: [SignInProblem] =
            [.notUnderWay, .refused(code: "access_denied"), .unavailable, .codeRefused, .tooLong]
            + TokenFault.allCases.map(SignInProblem.token)
        for problem in problems {
            let notice = Notice.about(problem, base: "http://127.0.0.1:8405", again: .init("Again", to: "/signin"))
            #expect(notice.status.code >= 400)
            #expect(!notice.title.isEmpty && !notice.sentences.isEmpty)
        }
    }
}

@Suite("A form")
struct FormOriginTests {
    private static let origin = "https://landfall.example"

    @Test(
        "is taken from a page of this origin alone",
        arguments: [
            (origin, nil, true), (origin, "same-origin", true), (origin, "cross-site", false),
            (origin, "same-site", false),
            (origin, "none", false), ("https://evil.example", nil, false), ("null", "same-origin", false),
            (nil, nil, false), ("http://landfall.example", nil, false), (origin + ".evil.example", nil, false),
        ] as [(String?, String?, Bool)])
    func origins(origin: String?, site: String?, isTaken: Bool) {
        var fields: HTTPFields = [:]
        fields[.origin] = origin
        fields[.secFetchSite] = site
        #expect(FormGuard.isFromHere(fields, origin: Self.origin) == isTaken)
    }
}
