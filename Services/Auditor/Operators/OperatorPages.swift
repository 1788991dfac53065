import Domain
import Fleet
import Foundation
import Hummingbird
import SignIn

/// The pages on which operators look at a run, and act on it.
struct OperatorPages: Sendable {
    let pages: GuardedPages
    let links: RunLinks
    let runs: RunRecords
    let orders: OrderStore
    let rule: SecondPersonRule
    /// How long a rollback waits for the second person.
    let patience: Duration
    /// Is told when something was asked for.
    let arrivals: ChangeSignal

    @Sendable func add(to router: Router<BasicRequestContext>) {
        pages.signIn.add(to: router)
        pages.get("/runs/:run", on: router) { visit in
            switch try await find(visit) {
            case .run(let story, let entries):
                RunPage(story, orders: try await orders.orders(of: story.run), entries: entries, links: links).page
            case .nothing(let notice): notice.page
            }
        }
        for kind in OperatorOrder.Kind.allCases {
            let path = RouterPath("/runs/:run/\(kind.rawValue)")
            pages.get(path, on: router) { visit in
                switch try await find(visit) {
                case .run(let story, _): try await page(kind, story, visit, orders: orders.orders(of: story.run))
                case .nothing(let notice): notice.page
                }
            }
            pages.post(path, on: router) { visit, fields in
                switch try await find(visit) {
                case .run(let story, _): try await take(kind, story, visit, fields)
                case .nothing(let notice): .page(notice.page)
                }
            }
        }
    }

    // MARK: - Looking

    private enum Finding {
        case run(RunStory, [RecordedEvent])
        case nothing(Notice)
    }

    private func find(_ visit: Visit) async throws -> Finding {
        guard let run = visit.parameters.get("run").flatMap(RunID.init) else { return .nothing(Self.unknown) }
        let entries = try await runs.entries(of: run)
        guard !entries.isEmpty else { return .nothing(Self.unknown) }
        return RunStory(run: run, entries).map { .run($0, entries) } ?? .nothing(Self.untold)
    }

    private static let unknown = Notice(
        .notFound, "No such run",
        "Nothing is on record of a run that is called so. Links to runs are on tickets, cards and incidents.")

    private static let untold = Notice(
        .notFound, "This run can’t be shown",
        "It has entries in the audit trail, but none that says what it was to do: it removes an access at its end, or personal data "
            + "has been taken out since.", "The entries themselves: landfall audit show, with the ticket’s number.")

    private func page(
        _ kind: OperatorOrder.Kind, _ story: RunStory, _ visit: Visit, orders: [OperatorOrder],
        draft: OrderPage.Draft? = nil
    ) -> Page {
        let verdict = OrderVerdict(kind, of: story, orders: orders)
        return OrderPage(
            kind, story, verdict, visit: visit, needsSecondPerson: needsSecondPerson(kind, story), links: links,
            draft: draft
        ).page
    }

    private func needsSecondPerson(_ kind: OperatorOrder.Kind, _ story: RunStory) -> Bool {
        kind == .rollback && rule.applies(to: story.plan.risk)
    }

    // MARK: - Acting

    private func take(
        _ kind: OperatorOrder.Kind, _ story: RunStory, _ visit: Visit, _ fields: [String: String]
    ) async throws -> GuardedPages.Outcome {
        let known = try await orders.orders(of: story.run)
        switch OrderVerdict(kind, of: story, orders: known) {
        case .free:
            let reason: String?
            do throws(WrittenReason.Problem) {
                reason = try WrittenReason.read(fields["reason"], isRequired: kind == .rollback)
            } catch {
                let draft = OrderPage.Draft(reason: fields["reason"] ?? "", problem: error)
                return .page(page(kind, story, visit, orders: known, draft: draft))
            }
            return try await ask(kind, story, visit, reason)
        case .standing(let order):
            // Asked for once more, by whomever: it stands. Agreeing names what is agreed to.
            guard case .proposed = order.standing, let text = fields["order"] else { return done(story) }
            guard let id = UUID(uuidString: text), id == order.id, order.askedBy.id != visit.person.id else {
                return refused(page(kind, story, visit, orders: known))
            }
            return try await agree(to: order, story, visit)
        case .opposed, .refused, .impossible:
            return refused(page(kind, story, visit, orders: known))
        }
    }

    private func ask(
        _ kind: OperatorOrder.Kind, _ story: RunStory, _ visit: Visit, _ reason: String?
    ) async throws -> GuardedPages.Outcome {
        var generator = SystemRandomNumberGenerator()
        let wish = OrderStore.Wish(
            ritm: story.plan.ticket.number, run: story.run, start: story.nextStart, kind: kind,
            askedBy: Self.title(visit.person), reason: reason,
            waits: needsSecondPerson(kind, story) ? patience / .seconds(1) : nil, trace: .root(using: &generator))
        let now = try await orders.add(wish, refused: story.refusedKinds)
        arrivals.notify()
        // Somebody else may have asked for the opposite at the same moment.
        guard case .standing = OrderVerdict(kind, of: story, orders: now) else {
            return refused(page(kind, story, visit, orders: now))
        }
        return done(story)
    }

    private func agree(
        to order: OperatorOrder, _ story: RunStory, _ visit: Visit
    ) async throws -> GuardedPages.Outcome {
        let now = try await orders.agree(
            to: order.id, of: story.run, by: Self.title(visit.person), refused: story.refusedKinds)
        arrivals.notify()
        guard now.first(where: { $0.id == order.id })?.standing == .ordered else {
            return refused(page(order.kind, story, visit, orders: now))
        }
        return done(story)
    }

    private func done(_ story: RunStory) -> GuardedPages.Outcome { .done(path: "/runs/\(story.run)") }

    /// The same page says why.
    private func refused(_ page: Page) -> GuardedPages.Outcome {
        var page = page
        page.status = .conflict
        return .page(page)
    }

    /// With the object id: names and accounts can be given to others.
    static func title(_ person: SignedInPerson) -> OperatorOrder.Operator {
        .init(id: person.id, title: "\(person.name) (\(person.account), \(person.id))")
    }
}
