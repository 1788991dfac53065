import HTTPTypes
import Hummingbird
import NIOCore

/// Makes answers of pages: one look, and headers that keep a page to itself, out of frames, out of caches and without scripts.
struct PageFrame: Sendable {
    let address: PublicAddress
    let formToken: FormToken

    /// - Parameter session: whose page it is, so that it can be signed out of; nil for nobody's.
    func response(_ page: Page, session: Session?) -> Response {
        Self.response(
            page,
            signedIn: session.map { session in
                SignedIn(
                    name: session.person.name, signOut: address(SignInRoutes.signOut),
                    token: formToken.text(for: session))
            })
    }

    static func response(_ page: Page, signedIn: SignedIn? = nil) -> Response {
        let text = Self.template.render(
            Layout(title: page.title, style: PageStyle.text, person: signedIn, body: page.body))
        var response = Response(status: page.status, body: .init(byteBuffer: ByteBuffer(string: text)))
        response.headers[.contentType] = "text/html; charset=utf-8"
        protect(&response)
        return response
    }

    /// Sends the browser to another address, by GET.
    func redirect(to location: String) -> Response {
        var response = Response(status: .seeOther, headers: [.location: location])
        Self.protect(&response)
        return response
    }

    private static func protect(_ response: inout Response) {
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src \(PageStyle.source); form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.cacheControl] = "no-store"
        // Not no-referrer: browsers would then send forms of ours with the origin "null".
        response.headers[.referrerPolicy] = "same-origin"
    }

    struct SignedIn {
        let name: String
        let signOut: String
        let token: String
    }

    private struct Layout {
        let title: String
        let style: String
        let person: SignedIn?
        let body: String
    }

    private static let template = PageTemplate(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{title}} – Landfall</title>
        <style>{{{style}}}</style>
        </head>
        <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="top"><div><span class="brand">Landfall</span>
        {{#person}}<form method="post" action="{{signOut}}"><input type="hidden" name="token" value="{{token}}"><span>{{name}}</span>
        <button>Sign out</button></form>{{/person}}
        </div></header>
        <main id="content">
        {{{body}}}
        </main>
        </body>
        </html>

        """)
}

extension HTTPField.Name {
    static let referrerPolicy = Self("Referrer-Policy")!
    static let secFetchSite = Self("Sec-Fetch-Site")!
}
