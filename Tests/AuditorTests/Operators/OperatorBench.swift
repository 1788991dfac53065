import Domain
import Entra
import Fleet
import Foundation
import HTTP
import Hummingbird
import Postgres
import TestSupport

@testable import Auditor
@testable import SignIn

/// The operators' pages on a real server and a real database, with people who are signed in already.
struct OperatorBench: Sendable {
    static let base = "http://127.0.0.1:8405"
    static let kim = person("a0000000-0000-4000-8000-000000000011", "Kim Novak")
    static let ivy = person("a0000000-0000-4000-8000-000000000012", "Ivy Brown")
    static let role = "Landfall.Operator"

    let server: RunningServer
    let database: PostgresClient
    let pages: OperatorPages
    let key: SessionKey

    var orders: OrderStore { OrderStore(database: database) }
    var runs: RunRecords { RunRecords(database: database) }

    static func with(
        rule: SecondPersonRule = .highRisk, _ body: @escaping @Sendable (OperatorBench) async throws -> Void
    ) async throws {
        try await TestDatabase.with("audit", AuditSchema.migrations) { database in
            let key = try SessionKey(base64: Data(repeating: 1, count: 32).base64EncodedString(), variable: "KEY")
            let pages = try pages(database, rule, key)
            try await RunningServer.with(pages.add) { server in
                try await body(OperatorBench(server: server, database: database, pages: pages, key: key))
            }
        }
    }

    private static func pages(
        _ database: PostgresClient, _ rule: SecondPersonRule, _ key: SessionKey
    ) throws -> OperatorPages {
        guard let address = PublicAddress(base) else { throw NeverHappened(what: "an address") }
        // Nobody signs in here, so the sign-in service is never called.
        let login = EntraLogin(
            configuration: EntraConfiguration(
                loginURL: "http://127.0.0.1:1", tenantID: "t", clientID: "c", credential: .secretFile("/nowhere")),
            http: try HTTPClient(configuration: .init(), logger: TestBroker.quiet), now: { Date() })
        let signIn = SignIn(
            service: "auditor", login: login, key: key, address: address, roles: [role], lifetime: .seconds(3600),
            now: { Date() }, logger: TestBroker.quiet)
        return OperatorPages(
            pages: GuardedPages(signIn: signIn, role: role), links: RunLinks(base: base),
            runs: RunRecords(database: database), orders: OrderStore(database: database), rule: rule,
            patience: .seconds(3600), arrivals: ChangeSignal())
    }

    static func person(_ id: String, _ name: String) -> SignedInPerson {
        let account = "\(name.lowercased().replacing(" ", with: "."))@contoso.example"
        return SignedInPerson(id: UserID(id) ?? Samples.user, name: name, account: account, roles: [role])
    }

    /// A browser in which somebody has signed in.
    func browser(of person: SignedInPerson = kim) throws -> Browser {
        let browser = try Browser(server, base: Self.base, person: person.id.description)
        let session = Session(person: person, endsAt: Date() + 3600)
        let cookie = try SignInCookies(service: "auditor", key: key, isSecure: false).cookie(for: session, at: Date())
        browser.cookies = ["landfall-auditor-session": cookie?.value ?? ""]
        return browser
    }

    /// Puts facts on record, a second apart, in their order.
    func record(_ facts: Fact...) async throws {
        let count = try await database.query("SELECT count(*) AS n FROM audit.events").first?.decode(
            "n", as: Int64.self)
        for (index, fact) in facts.enumerated() {
            let at = Samples.at + Double(count ?? 0) + Double(index)
            let event = Event(fact, at: at, by: Samples.origin, trace: Samples.trace)
            try await AuditTrail(database: GroupCommit(database: database))
                .record(event, body: try EventCoding.encode(event), at: at)
        }
    }

    /// Opens a page and sends the form that is on it.
    func send(
        _ path: String, _ fields: [String: String] = [:], by person: SignedInPerson = kim
    ) async throws -> Browser.Page {
        let browser = try browser(of: person)
        let page = try await browser.open(path)
        var fields = fields
        fields["token"] = page.hidden("token") ?? ""
        fields["order"] = page.hidden("order")
        return try await browser.submit(path, fields)
    }
}

extension Samples {
    static func started(_ plan: Plan, retry: RunRetry? = nil) -> Fact {
        .runStarted(RunStarted(plan: plan, approval: approval(of: plan), retry: retry))
    }

    static func approved(_ plan: Plan) -> Fact {
        .requestApproved(RequestApproved(plan: plan, approval: approval(of: plan)))
    }

    static func retry(_ start: Int) -> RunRetry { RunRetry(start: start, askedBy: "Olga", askedAt: at) }
}
