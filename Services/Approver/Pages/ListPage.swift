import Domain
import Foundation
import SignIn

/// What waits for whoever is signed in. Pure.
struct ListPage {
    struct Entry {
        let address: String
        let title: String
        let person: String
        let stage: String
        let until: String
    }

    let entries: [Entry]
    let lead: String
    let delegations: String

    init(_ waiting: [ApprovalCase], links: ApprovalLinks) {
        entries = waiting.map { approval in
            Entry(
                address: links.request(approval.plan.run),
                title: "\(approval.plan.ticket.number): "
                    + approval.plan.operations.map(\.groupName).joined(separator: ", "),
                person: ApprovalWords.name(approval.plan.beneficiary),
                stage: "\(approval.stage.name); risk: \(approval.plan.risk.rawValue)",
                until: ApprovalWords.time(approval.expiresAt))
        }
        lead =
            switch waiting.count {
            case 0: "Nothing waits for you."
            case 1: "One request waits for your decision."
            case ApprovalPages.maximum...:
                "\(waiting.count) requests or more wait for your decision, the longest first."
            default: "\(waiting.count) requests wait for your decision, the longest first."
            }
        delegations = links.delegations
    }

    var page: Page { Page(title: "Your decisions", body: Self.template.render(self)) }

    private static let template = PageTemplate(
        """
        <h1>Your decisions</h1>
        <p class="lead">{{lead}}</p>
        {{#entries}}<div class="card"><h3><a href="{{address}}">{{title}}</a></h3>
        <dl><dt>For</dt><dd>{{person}}</dd><dt>Stage</dt><dd>{{stage}}</dd><dt>Decide until</dt><dd>{{until}}</dd></dl></div>
        {{/entries}}
        <p class="actions"><a class="button plain" href="{{delegations}}">Let somebody decide for you</a></p>

        """)
}
