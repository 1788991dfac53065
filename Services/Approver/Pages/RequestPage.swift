import Domain
import Foundation
import HTTPTypes
import SignIn

/// The page of one request: who, what, why, what the policy says, what else the person has, and the form to decide. Pure.
struct RequestPage {
    struct Form {
        let action: String
        let token: String
        let digest: String
        let comment: String
        let problem: String?
    }

    struct Pair {
        let name: String
        let text: String
    }

    /// What else the person has, as far as Entra said it.
    enum OtherAccess: Hashable, Sendable {
        case groups([String], areMore: Bool)
        case unknown
    }

    let ritm: String
    let person: String
    let account: String
    let changes: [String]
    let state: RequestState
    let facts: [Pair]
    let findings: [String]
    let hasFindings: Bool
    let groups: [String]
    let groupsNote: String?
    let history: [String]
    let hasHistory: Bool
    let form: Form?
    let list: String
    let status: HTTPResponse.Status

    init(
        _ approval: ApprovalCase, _ standpoint: Standpoint, _ other: OtherAccess, visit: Visit, links: ApprovalLinks,
        at now: Date, draft: (comment: String, problem: WrittenReason.Problem)? = nil
    ) {
        let plan = approval.plan
        ritm = plan.ticket.number.description
        person = plan.beneficiary.displayName
        account = plan.beneficiary.userPrincipalName
        changes = plan.operations.map { "\(plan.beneficiary.displayName) \(ApprovalWords.change($0))." }
        state = RequestState(approval, standpoint, at: now)
        facts = Self.facts(approval)
        findings = (approval.validated.findings ?? []).map(ApprovalWords.finding)
        switch other {
        case .groups(let names, let areMore):
            groups = names
            groupsNote =
                names.isEmpty ? "No group at all." : areMore ? "These are the first; there are more." : nil
        case .unknown:
            (groups, groupsNote) = ([], "It can’t be looked up now: Microsoft Entra doesn’t answer.")
        }
        history =
            approval.progress.votes.map { ApprovalWords.vote($0, saidYes: true) }
            + (approval.progress.denial.map { [ApprovalWords.vote($0, saidYes: false)] } ?? [])
        (hasFindings, hasHistory) = (!findings.isEmpty, !history.isEmpty)
        if case .decides = standpoint {
            form = Form(
                action: links.request(plan.run), token: visit.formToken, digest: plan.digest,
                comment: draft?.comment ?? "", problem: draft.map { Self.sentence($0.problem) })
        } else {
            form = nil
        }
        list = links.list
        status = draft == nil ? .ok : .unprocessableContent
    }

    var page: Page { Page(title: "\(ritm): \(state.headline)", body: Self.template.render(self), status: status) }

    private static func facts(_ approval: ApprovalCase) -> [Pair] {
        let plan = approval.plan
        let asked = ApprovalWords.requester(of: plan)
        let tickets = approval.validated.ticketApprovals.map {
            "\($0.approverName) at \(ApprovalWords.time($0.at))"
        }
        let stages = approval.requirement.stages.count
        let stage =
            "\(approval.stage.name)" + (stages > 1 ? " (\(approval.progress.stage.index + 1) of \(stages))" : "")
            + ": \(ApprovalWords.needed(approval))"
        return [
            asked.isEmpty ? nil : Pair(name: "Asked for by", text: asked),
            plan.emergency.map { Pair(name: "Why", text: $0.reason) },
            Pair(name: "Until", text: plan.until.map(ApprovalWords.time) ?? "no end"),
            Pair(name: "Risk", text: ApprovalWords.risk(plan.risk)),
            Pair(name: "Ticket approved by", text: tickets.joined(separator: "; ")),
            Pair(name: "Stage", text: stage),
            Pair(name: "Decide until", text: ApprovalWords.time(approval.expiresAt)),
        ].compactMap(\.self)
    }

    static func sentence(_ problem: WrittenReason.Problem) -> String {
        switch problem {
        case .missing: "Say why you deny it: it is read on the ticket. Nothing was decided yet."
        case .tooLong: "At most \(WrittenReason.longest) characters. Nothing was decided yet."
        }
    }

    private static let template = PageTemplate(
        """
        <h1>{{person}}</h1>
        <p class="lead">{{account}} · {{ritm}}</p>
        {{#state}}<section class="card state {{tone}}" aria-live="polite"><h2>{{headline}}</h2><p>{{sentence}}</p></section>{{/state}}
        <h2>What is asked for</h2>
        <div class="card">
        <ul>{{#changes}}<li>{{.}}</li>{{/changes}}</ul>
        </div>
        <div class="card"><dl>{{#facts}}<dt>{{name}}</dt><dd>{{text}}</dd>{{/facts}}</dl></div>
        {{#form}}
        <form class="card" method="post" action="{{action}}">
        <input type="hidden" name="token" value="{{token}}">
        <input type="hidden" name="plan" value="{{digest}}">
        <label for="comment">Comment</label>
        <p class="hint" id="hint">It is read on the ticket and in the audit trail. Needed to deny.</p>
        {{#problem}}<p class="problem" id="problem" role="alert">{{problem}}</p>{{/problem}}
        <textarea id="comment" name="comment" maxlength="500" aria-describedby="hint{{#problem}} problem{{/problem}}">
        {{comment}}</textarea>
        <div class="actions"><button name="answer" value="approve">Approve</button>\
        <button class="danger" name="answer" value="deny">Deny</button></div>
        </form>
        {{/form}}
        {{#hasHistory}}<h2>Who decided so far</h2>
        <div class="card"><ul>{{#history}}<li>{{.}}</li>{{/history}}</ul></div>{{/hasHistory}}
        <h2>What else this person has</h2>
        <div class="card">{{#groupsNote}}<p>{{groupsNote}}</p>{{/groupsNote}}<ul>{{#groups}}<li>{{.}}</li>{{/groups}}</ul></div>
        {{#hasFindings}}<h2>What the policy looked at</h2>
        <div class="card"><ul>{{#findings}}<li>{{.}}</li>{{/findings}}</ul></div>{{/hasFindings}}
        <p class="actions"><a class="button plain" href="{{list}}">All that waits for you</a></p>

        """)
}
