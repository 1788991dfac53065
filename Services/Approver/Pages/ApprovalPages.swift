import Domain
import Fleet
import Foundation
import Hummingbird
import SignIn

/// The pages on which people decide. Looking changes nothing; what changes something is a form of theirs.
struct ApprovalPages: Sendable {
    let pages: GuardedPages
    let links: ApprovalLinks
    let cases: CaseStore
    let pools: PoolReader
    let desk: DecisionDesk
    let now: @Sendable () -> Date

    /// How many requests are listed at most.
    static let maximum = 200

    @Sendable func add(to router: Router<BasicRequestContext>) {
        pages.get("/approvals", on: router) { visit in try await list(visit) }
        pages.get("/approvals/:run", on: router) { visit in
            guard let run = Self.run(of: visit), let stored = try await cases.read(run) else {
                return Self.unknown.page
            }
            return try await page(stored.approval, visit)
        }
        pages.post("/approvals/:run", on: router) { visit, fields in
            guard let run = Self.run(of: visit) else { return .page(Self.unknown.page) }
            return try await take(run, visit, fields)
        }
    }

    // MARK: - Looking

    private func list(_ visit: Visit) async throws -> Page {
        let own = visit.person.id
        let others = try await pools.delegations.holding(to: own, at: now()).map(\.from.id)
        let waiting = try await cases.waiting(for: [own] + others, limit: Self.maximum)
            .map(\.approval).filter { approval in
                approval.plan.mayBeDecided(by: own) && approval.expiresAt > now()
                    && !approval.progress.votes.contains { $0.person.id == own }
            }
        return ListPage(waiting, links: links).page
    }

    private func page(
        _ approval: ApprovalCase, _ visit: Visit, draft: (comment: String, problem: WrittenReason.Problem)? = nil
    ) async throws -> Page {
        let reading: PoolReading?
        do {
            reading = try await pools.read(approval, at: now())
        } catch is Failure {
            reading = nil
        }
        let standpoint = Standpoint(visit.person.id, approval, reading, at: now())
        let wasAsked = approval.progress.stage.asked?.contains { $0.id == visit.person.id } == true
        guard standpoint.sees(wasAsked: wasAsked) else {
            return (standpoint == .unknown ? notNow(approval.plan.run) : notAsked).page
        }
        let other: RequestPage.OtherAccess
        do throws(Failure) {
            let groups = try await pools.directory.groupNames(of: approval.plan.beneficiary.id)
            other = .groups(groups.names, areMore: groups.areMore)
        } catch {
            other = .unknown
        }
        return RequestPage(
            approval, standpoint, other, visit: visit, links: links, at: now(), draft: draft
        ).page
    }

    private static func run(of visit: Visit) -> RunID? { visit.parameters.get("run").flatMap(RunID.init) }

    // MARK: - Deciding

    private func take(_ run: RunID, _ visit: Visit, _ fields: [String: String]) async throws -> GuardedPages.Outcome {
        guard let answer = fields["answer"].flatMap(Attempt.Answer.init), let digest = fields["plan"] else {
            return .page(Self.unreadable.page)
        }
        let comment: String?
        do throws(WrittenReason.Problem) {
            comment = try WrittenReason.read(fields["comment"], isRequired: answer == .deny)
        } catch {
            guard let stored = try await cases.read(run) else { return .page(Self.unknown.page) }
            return .page(try await page(stored.approval, visit, draft: (fields["comment"] ?? "", error)))
        }
        let attempt = Attempt(
            id: UUID().uuidString.lowercased(),
            person: Person(
                id: visit.person.id, userPrincipalName: visit.person.account, displayName: visit.person.name),
            answer: answer, planDigest: digest, place: .page, comment: comment)
        return switch try await desk.decide(attempt, on: run) {
        case .counted: .done(path: "/approvals/\(run)")
        case .refused(let failure): .page(Self.refused(failure, link: links.request(run)).page)
        case .later: .page(notNow(run).page)
        case .unknown: .page(Self.unknown.page)
        }
    }

    // MARK: - Notices

    private static let unknown = Notice(
        .notFound, "No such request", "Nothing is on record that people decide about under this address.")

    private static let unreadable = Notice(
        .unprocessableContent, "The form can’t be read", "It doesn’t say yes or no to a plan. Nothing was decided.")

    private var notAsked: Notice {
        Notice(
            .forbidden, "You are not asked about this request", "\(Reason.approvalNotAsked.sentence)",
            link: .init("All that waits for you", to: links.list))
    }

    private func notNow(_ run: RunID) -> Notice {
        Notice(
            .serviceUnavailable, "It can’t be looked up now who decides",
            "Microsoft Entra doesn’t answer. Nothing was decided, and nothing is lost. Try again in some minutes.",
            link: .init("Open the request again", to: links.request(run)))
    }

    static func refused(_ failure: Failure, link: String) -> Notice {
        let isForbidden: Set<Reason> = [.approvalNotAsked, .approvalOwnRequest, .approvalApproverStale]
        return Notice(
            isForbidden.contains(failure.reason) ? .forbidden : .conflict, "Your decision doesn’t count",
            failure.reason.sentence, "\(failure.detail).", link: .init("See how the request stands", to: link))
    }
}
