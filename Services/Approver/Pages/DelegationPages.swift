import Domain
import Foundation
import Hummingbird
import SignIn

/// The pages on which people let others decide for them.
struct DelegationPages: Sendable {
    let pages: GuardedPages
    let links: ApprovalLinks
    let delegations: DelegationStore
    let directory: any ApproverDirectory
    let now: @Sendable () -> Date

    @Sendable func add(to router: Router<BasicRequestContext>) {
        pages.get("/delegations", on: router) { visit in try await page(visit) }
        pages.post("/delegations", on: router) { visit, fields in try await take(visit, fields) }
        pages.post("/delegations/:id/end", on: router) { visit, _ in
            if let id = visit.parameters.get("id").flatMap(UUID.init(uuidString:)) {
                try await delegations.end(id, of: visit.person.id, at: now())
            }
            return .done(path: "/delegations")
        }
    }

    private func page(
        _ visit: Visit, draft: (form: DelegationForm, problem: DelegationForm.Problem)? = nil
    ) async throws -> Page {
        DelegationPage(
            own: try await delegations.open(from: visit.person.id, at: now()),
            others: try await delegations.holding(to: visit.person.id, at: now()), visit: visit, links: links,
            id: UUID(), at: now(), draft: draft
        ).page
    }

    private func take(_ visit: Visit, _ fields: [String: String]) async throws -> GuardedPages.Outcome {
        let form = DelegationForm(fields)
        let person = visit.person
        let time: (begins: Date, ends: Date)
        do throws(DelegationForm.Problem) {
            time = try form.time(at: now())
        } catch {
            return .page(try await page(visit, draft: (form, error)))
        }
        let found: DirectoryUser?
        do throws(Failure) {
            found = try await directory.user(principalName: form.account)
        } catch {
            guard error.reason == .directoryUserMissing else { return .page(notNow.page) }
            found = nil
        }
        let user: DirectoryUser
        do throws(DelegationForm.Problem) {
            user = try DelegationForm.check(found, for: person.id)
        } catch {
            return .page(try await page(visit, draft: (form, error)))
        }
        let delegation = Delegation(
            id: fields["id"].flatMap(UUID.init(uuidString:)) ?? UUID(),
            from: Person(id: person.id, userPrincipalName: person.account, displayName: person.name),
            to: user.person, begins: time.begins, ends: time.ends)
        try await delegations.add(delegation, at: now())
        return .done(path: "/delegations")
    }

    private var notNow: Notice {
        Notice(
            .serviceUnavailable, "The person can’t be looked up now",
            "Microsoft Entra doesn’t answer. Nothing was changed. Try again in some minutes.",
            link: .init("Back", to: links.delegations))
    }
}
