public import HTTPTypes
public import Hummingbird

/// A short page that says one thing: what happened, and what to do now.
public struct Notice: Sendable {
    public var status: HTTPResponse.Status
    public var title: String
    public var sentences: [String]
    /// Where to go from here.
    public var link: Link?

    public struct Link: Sendable {
        public var address: String
        public var text: String

        public init(_ text: String, to address: String) {
            self.text = text
            self.address = address
        }
    }

    public init(_ status: HTTPResponse.Status, _ title: String, _ sentences: String..., link: Link? = nil) {
        self.status = status
        self.title = title
        self.sentences = sentences
        self.link = link
    }

    public var page: Page {
        Page(title: title, body: Self.template.render(self), status: status)
    }

    /// The page as an answer, of a service where nobody can sign in.
    public var response: Response { PageFrame.response(page) }

    private static let template = PageTemplate(
        """
        <h1>{{title}}</h1>
        <div class="card">
        {{#sentences}}<p>{{.}}</p>{{/sentences}}
        </div>
        {{#link}}<p class="actions"><a class="button plain" href="{{address}}">{{text}}</a></p>{{/link}}

        """)
}
