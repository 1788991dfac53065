import Domain
import Foundation
import HTTPTypes
import SignIn

/// The page on which an operator asks for a retry or a rollback, or agrees to one: what will happen, in plain words. Pure.
struct OrderPage {
    let title: String
    let ritm: String
    let lead: String
    let effects: [String]
    /// Who asked and why, where somebody is to agree.
    let asked: String?
    /// The order that is agreed to.
    let order: String?
    let note: String?
    let form: Form?
    let back: String
    let status: HTTPResponse.Status

    struct Form {
        let action: String
        let token: String
        /// Whether there is a field for a reason.
        let hasReason: Bool
        let hint: String
        let isRequired: Bool
        let reason: String
        let problem: String?
        let button: String
        let style: String
    }

    /// What somebody has written, and what is wrong with it.
    struct Draft {
        var reason: String
        var problem: WrittenReason.Problem
    }

    init(
        _ kind: OperatorOrder.Kind, _ story: RunStory, _ verdict: OrderVerdict, visit: Visit, needsSecondPerson: Bool,
        links: RunLinks, draft: Draft? = nil
    ) {
        let person = story.plan.beneficiary
        ritm = story.plan.ticket.number.description
        back = links.run(story.run)
        status = draft == nil ? .ok : .unprocessableContent
        let action: String
        switch kind {
        case .retry:
            title = "Retry the run"
            lead =
                "The run of \(TicketNote.name(person)) is carried out once more, under the same keys and the same approval. What is in place "
                + "already is not changed again, but proved."
            let repair = story.latest?.end?.repair
            effects = story.plan.operations.filter { repair?.concerns($0.key) ?? true }
                .map { "\(OperatorWords.change($0, for: person))." }
            action = links.retry(story.run)
        case .rollback:
            title = "Roll the run back"
            lead =
                "What this run itself has changed for \(TicketNote.name(person)) is undone, and that is read back. What was there before stays."
            effects = story.plan.operations.map { OperatorWords.undoing($0, in: story.latest?.end, for: person) }
            action = links.rollback(story.run)
        }
        func form(asks: Bool) -> Form {
            Form(
                action: action, token: visit.formToken, hasReason: asks,
                hint: kind == .rollback
                    ? "It is read on the ticket and in the audit trail."
                    : "Optional. It is read on the ticket and in the audit trail.",
                isRequired: kind == .rollback, reason: draft?.reason ?? "",
                problem: draft.map { Self.sentence($0.problem) },
                button: asks
                    ? (kind == .retry
                        ? "Retry this run" : needsSecondPerson ? "Propose the rollback" : "Roll this run back")
                    : "Agree: roll this run back",
                style: kind == .retry ? "" : "danger")
        }
        switch verdict {
        case .free:
            (asked, order) = (nil, nil)
            note =
                kind == .rollback && needsSecondPerson ? "A second operator has to agree before anything is done." : nil
            self.form = form(asks: true)
        case .standing(let standing):
            asked = OperatorWords.standing(standing)
            if case .proposed = standing.standing {
                let isOwn = standing.askedBy.id == visit.person.id
                order = isOwn ? nil : standing.id.uuidString.lowercased()
                note = isOwn ? "You asked for it yourself: somebody else has to agree." : nil
                self.form = isOwn ? nil : form(asks: false)
            } else {
                (order, note, self.form) = (nil, nil, nil)
            }
        case .opposed(let opposite):
            (asked, order, self.form) = (OperatorWords.standing(opposite), nil, nil)
            note = "Wait for what comes of it."
        case .refused(let sentence):
            (asked, order, self.form) = (nil, nil, nil)
            note = "\(OperatorWords.verb(kind)) was asked for and refused: \(sentence)"
        case .impossible(let sentence):
            (asked, order, self.form) = (nil, nil, nil)
            note = "\(OperatorWords.verb(kind)) is not possible. \(sentence)"
        }
    }

    var page: Page { Page(title: "\(ritm): \(title)", body: Self.template.render(self), status: status) }

    private static func sentence(_ problem: WrittenReason.Problem) -> String {
        switch problem {
        case .missing: "Say why. Nothing was done yet."
        case .tooLong: "At most \(WrittenReason.longest) characters. Nothing was done yet."
        }
    }

    private static let template = PageTemplate(
        """
        <h1>{{title}}</h1>
        <p class="lead">{{ritm}}</p>
        {{#form}}
        <div class="card">
        <p>{{lead}}</p>
        <ul>{{#effects}}<li>{{.}}</li>{{/effects}}</ul>
        </div>
        {{/form}}
        {{#asked}}<div class="card state warn"><p>{{asked}}</p></div>{{/asked}}
        {{#note}}<p><strong>{{note}}</strong></p>{{/note}}
        {{#form}}
        <form class="card" method="post" action="{{action}}">
        <input type="hidden" name="token" value="{{token}}">
        {{#order}}<input type="hidden" name="order" value="{{order}}">{{/order}}
        {{#hasReason}}
        <label for="reason">Why?</label>
        <p class="hint" id="hint">{{hint}}</p>
        {{#problem}}<p class="problem" id="problem" role="alert">{{problem}}</p>{{/problem}}
        <textarea id="reason" name="reason" maxlength="500" aria-describedby="hint{{#problem}} problem{{/problem}}"\
        {{#isRequired}} required{{/isRequired}}>
        {{reason}}</textarea>
        {{/hasReason}}
        <div class="actions"><button class="{{style}}">{{button}}</button><a class="button plain" href="{{back}}">Do nothing</a></div>
        </form>
        {{/form}}
        {{^form}}<p class="actions"><a class="button plain" href="{{back}}">Back to the run</a></p>{{/form}}

        """)
}
