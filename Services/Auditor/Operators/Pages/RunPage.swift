import Domain
import SignIn

/// The page of a run: what it is, how it stands, what became of it, and what can be done. Pure.
struct RunPage {
    struct Choice {
        let address: String
        let text: String
        let style: String
    }

    struct Start {
        let title: String
        let lines: [String]
    }

    struct Entry {
        let time: String
        let service: String
        let text: String
    }

    let ritm: String
    let run: String
    let person: String
    let changes: [String]
    let risk: String
    let end: String?
    let approved: String?
    let proposed: String?
    let emergency: String?
    let policy: String
    let state: RunState
    let choices: [Choice]
    let notes: [String]
    let starts: [Start]
    let entries: [Entry]
    let isCut: Bool

    init(_ story: RunStory, orders: [OperatorOrder], entries: [RecordedEvent], links: RunLinks) {
        let plan = story.plan
        ritm = plan.ticket.number.description
        run = story.run.description
        person = TicketNote.name(plan.beneficiary)
        changes = plan.operations.map { "\(OperatorWords.change($0, for: plan.beneficiary)) (\($0.key.group))" }
        risk = plan.risk.rawValue
        end = plan.until.map(TicketNote.time)
        approved = story.approval.map { ApprovalWords.approvers($0, of: plan) }
        proposed = plan.proposedBy
        emergency = plan.emergency?.reason
        policy = String(plan.policyVersion.prefix(12))
        state = RunState(story, orders: orders)
        (choices, notes) = Self.actions(story, orders, links)
        starts = story.starts.reversed().map(Self.start)
        self.entries = entries.reversed().map { entry in
            Entry(
                time: TicketNote.time(entry.at), service: entry.service, text: EventSentence.text(of: entry, in: plan))
        }
        isCut = entries.count >= RunRecords.limit
    }

    var page: Page { Page(title: "\(ritm): \(state.headline)", body: Self.template.render(self)) }

    /// What can be done now, and why the rest can't.
    private static func actions(
        _ story: RunStory, _ orders: [OperatorOrder], _ links: RunLinks
    ) -> ([Choice], [String]) {
        var choices: [Choice] = []
        var notes: [String] = []
        for kind in OperatorOrder.Kind.allCases {
            let address =
                switch kind {
                case .retry: links.retry(story.run)
                case .rollback: links.rollback(story.run)
                }
            switch OrderVerdict(kind, of: story, orders: orders) {
            case .free:
                choices.append(
                    Choice(
                        address: address, text: kind == .retry ? "Retry…" : "Roll back…",
                        style: kind == .retry ? "" : "plain danger"))
            case .standing(let order):
                if case .proposed = order.standing {
                    choices.append(Choice(address: address, text: "Look at the proposed rollback…", style: "danger"))
                }
            case .refused(let sentence): notes.append("\(OperatorWords.verb(kind)) was refused: \(sentence)")
            case .opposed, .impossible: break
            }
        }
        return (choices, notes)
    }

    private static func start(_ start: RunStory.Start) -> Start {
        let how =
            if let rollback = start.end?.rollback {
                "Rollback, asked for by \(rollback.askedBy)"
            } else if let retry = start.retry, retry.repairs != nil {
                "Putting back what was removed outside, asked for by \(retry.askedBy)"
            } else if let retry = start.retry {
                "Retry, asked for by \(retry.askedBy)"
            } else {
                start.number == 1 ? "First start" : "Start \(start.number)"
            }
        guard let ended = start.end else { return Start(title: "\(how): under way", lines: []) }
        return Start(
            title: "\(how): \(start.settlement.rawValue) at \(TicketNote.time(ended.endedAt))",
            // On a ticket each begins with a dash; here it is an element of a list.
            lines: ended.plan.operations.map { String(TicketNote.line(of: $0, in: ended).trimmingPrefix("- ")) })
    }

    private static let template = PageTemplate(
        """
        <h1>{{ritm}}</h1>
        <p class="lead">{{person}}</p>
        <section class="card state {{state.tone}}" aria-labelledby="state">
        <h2 id="state">{{state.headline}}</h2>
        <p>{{state.sentence}}</p>
        <p><strong>Next move:</strong> {{state.nextMove}}</p>
        </section>
        {{#notes}}<p>{{.}}</p>{{/notes}}
        <p class="actions">{{#choices}}<a class="button {{style}}" href="{{address}}">{{text}}</a> {{/choices}}</p>
        <h2>What was asked for</h2>
        <div class="card">
        <dl>
        <dt>Person</dt><dd>{{person}}</dd>
        <dt>Changes</dt><dd><ul>{{#changes}}<li>{{.}}</li>{{/changes}}</ul></dd>
        <dt>Risk</dt><dd>{{risk}}</dd>
        {{#end}}<dt>Ends</dt><dd>{{end}}</dd>{{/end}}
        {{#proposed}}<dt>Proposed by</dt><dd>{{proposed}}, an automation</dd>{{/proposed}}
        {{#emergency}}<dt>Emergency</dt><dd>{{emergency}}</dd>{{/emergency}}
        <dt>Approved by</dt><dd>{{approved}}{{^approved}}Nobody yet{{/approved}}</dd>
        <dt>Policy</dt><dd><code>{{policy}}</code></dd>
        <dt>Run</dt><dd><code>{{run}}</code></dd>
        </dl>
        </div>
        <h2>What became of it</h2>
        {{#starts}}<section class="card"><h3>{{title}}</h3><ul>{{#lines}}<li>{{.}}</li>{{/lines}}</ul></section>{{/starts}}
        {{^starts}}<p>It hasn’t begun.</p>{{/starts}}
        <h2>History</h2>
        {{#isCut}}<p class="lead">Only the newest entries are shown. The whole of it: <code>landfall audit show {{ritm}}</code></p>{{/isCut}}
        <ol class="card history">
        {{#entries}}<li><time>{{time}} – {{service}}</time>{{text}}</li>{{/entries}}
        </ol>

        """)
}
