import Domain
import Entra
import Fleet
import Foundation
import HTTP
import Hummingbird
import SignIn
import TestSupport

@testable import Approver
@testable import SignIn

/// The pages on which people decide, on a real server and a real database, with people who are signed in already.
struct PagesBench: Sendable {
    static let base = "http://127.0.0.1:8403"

    let approvals: ApprovalBench
    let server: RunningServer
    let key: SessionKey

    static func with(_ body: @escaping @Sendable (PagesBench) async throws -> Void) async throws {
        try await ApprovalBench.with { bench in
            let key = try SessionKey(base64: Data(repeating: 1, count: 32).base64EncodedString(), variable: "KEY")
            guard let address = PublicAddress(base) else { throw NeverHappened(what: "an address") }
            // Nobody signs in here, so the sign-in service is never called.
            let login = EntraLogin(
                configuration: EntraConfiguration(
                    loginURL: "http://127.0.0.1:1", tenantID: "t", clientID: "c", credential: .secretFile("/nowhere")),
                http: try HTTPClient(configuration: .init(), logger: TestBroker.quiet), now: { Date() })
            let signIn = SignIn(
                service: "approver", login: login, key: key, address: address, roles: [], lifetime: .seconds(3600),
                now: { Date() }, logger: TestBroker.quiet)
            let guarded = GuardedPages(signIn: signIn, role: nil)
            let pages = ApprovalPages(
                pages: guarded, links: ApprovalBench.links, cases: bench.cases, pools: bench.pools, desk: bench.desk,
                now: { bench.time.now })
            let delegations = DelegationPages(
                pages: guarded, links: ApprovalBench.links, delegations: bench.delegations, directory: bench.directory,
                now: { bench.time.now })
            try await RunningServer.with { router in
                pages.add(to: router)
                delegations.add(to: router)
            } _: { server in
                try await body(PagesBench(approvals: bench, server: server, key: key))
            }
        }
    }

    /// A browser in which somebody has signed in.
    func browser(of user: DirectoryUser) throws -> Browser {
        let browser = try Browser(server, base: Self.base, person: user.id.description)
        let person = SignedInPerson(id: user.id, name: user.displayName, account: user.userPrincipalName, roles: [])
        let cookie = try SignInCookies(service: "approver", key: key, isSecure: false)
            .cookie(for: Session(person: person, endsAt: Date() + 3600), at: Date())
        browser.cookies = ["landfall-approver-session": cookie?.value ?? ""]
        return browser
    }

    /// Opens a request and sends the form that is on it.
    func decide(
        _ answer: String, by user: DirectoryUser, on run: RunID, comment: String = "", changes: [String: String] = [:]
    ) async throws -> Browser.Page {
        let browser = try browser(of: user)
        let page = try await browser.open("/approvals/\(run)")
        let fields = [
            "token": page.hidden("token") ?? "", "plan": page.hidden("plan") ?? "", "answer": answer,
            "comment": comment,
        ]
        return try await browser.submit("/approvals/\(run)", fields.merging(changes) { $1 })
    }
}
