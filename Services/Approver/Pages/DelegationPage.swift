import Domain
import Foundation
import HTTPTypes
import SignIn

/// The page on which somebody lets another person decide for them, for a time. Pure.
struct DelegationPage {
    struct Entry {
        let text: String
        let end: String
    }

    struct Form {
        let id: String
        let account: String
        let from: String
        let until: String
        let problem: String?
    }

    let action: String
    let token: String
    let own: [Entry]
    let hasOwn: Bool
    let others: [String]
    let hasOthers: Bool
    let form: Form
    let list: String
    let status: HTTPResponse.Status

    /// - Parameter id: of the delegation that the form makes: sent twice, it is made once.
    init(
        own: [Delegation], others: [Delegation], visit: Visit, links: ApprovalLinks, id: UUID, at now: Date,
        draft: (form: DelegationForm, problem: DelegationForm.Problem)? = nil
    ) {
        action = links.delegations
        token = visit.formToken
        self.own = own.map { delegation in
            Entry(
                text: "\(ApprovalWords.name(delegation.to)), \(Self.time(delegation))",
                end: "\(links.delegations)/\(delegation.id.uuidString.lowercased())/end")
        }
        self.others = others.map { "\(ApprovalWords.name($0.from)), \(Self.time($0))" }
        (hasOwn, hasOthers) = (!own.isEmpty, !others.isEmpty)
        let today = String(Timestamp.text(of: now).prefix(10))
        form = Form(
            id: id.uuidString.lowercased(), account: draft?.form.account ?? "", from: draft?.form.from ?? today,
            until: draft?.form.until ?? "", problem: draft?.problem.sentence)
        list = links.list
        status = draft == nil ? .ok : .unprocessableContent
    }

    var page: Page { Page(title: "Who decides for you", body: Self.template.render(self), status: status) }

    private static func time(_ delegation: Delegation) -> String {
        "from \(ApprovalWords.time(delegation.begins)) to \(ApprovalWords.time(delegation.ends))"
    }

    private static let template = PageTemplate(
        """
        <h1>Who decides for you</h1>
        <p class="lead">While you are away, somebody else can decide what waits for you. You can still decide yourself; whoever is first, counts.</p>
        {{#hasOwn}}<h2>They decide for you</h2>{{/hasOwn}}
        {{#own}}<form class="card" method="post" action="{{end}}"><input type="hidden" name="token" value="{{token}}">
        <p>{{text}}</p><div class="actions"><button class="danger">End it now</button></div></form>{{/own}}
        {{#hasOthers}}<h2>You decide for</h2><div class="card"><ul>{{#others}}<li>{{.}}</li>{{/others}}</ul></div>{{/hasOthers}}
        <h2>Let somebody decide for you</h2>
        <form class="card" method="post" action="{{action}}">
        <input type="hidden" name="token" value="{{token}}">
        {{#form}}<input type="hidden" name="id" value="{{id}}">
        {{#problem}}<p class="problem" id="problem" role="alert">{{problem}}</p>{{/problem}}
        <label for="account">Account</label><p class="hint" id="hint">Such as ben.okafor@contoso.example.</p>
        <input type="text" id="account" name="account" value="{{account}}" maxlength="256" autocomplete="off" required\
         aria-describedby="hint{{#problem}} problem{{/problem}}">
        <label for="from">First day</label><input type="date" id="from" name="from" value="{{from}}" required>
        <label for="until">Last day</label><input type="date" id="until" name="until" value="{{until}}" required>
        {{/form}}
        <p class="hint">Days are those of UTC. Nobody can decide for you about what you asked for, or are to get.</p>
        <div class="actions"><button>Let them decide</button><a class="button plain" href="{{list}}">Do nothing</a></div>
        </form>

        """)
}
