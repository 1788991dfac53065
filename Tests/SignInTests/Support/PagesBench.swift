import Domain
import Entra
import Foundation
import HTTP
import Hummingbird
import SimulatorKit
import TestSupport

@testable import EntraSimulator
@testable import SignIn

/// Pages that people sign in to, on a real server, with Entra's simulator behind them.
struct PagesBench: Sendable {
    static let base = "http://127.0.0.1:8405"
    static let tenant = "7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11"
    static let client = "3b6f2f0a-9a86-4c7e-8f39-54c0de90a001"
    static let secret = "secret-of-the-pages-~.1"
    static let role = "Landfall.Operator"
    static let kim = "a0000000-0000-4000-8000-000000000001"
    static let ana = "a0000000-0000-4000-8000-000000000002"

    private static let signingKey = Result { try SigningKey() }

    let server: RunningServer
    let signIn: SignIn
    let time: ManualTime
    let log: LogCapture
    let entra: SimulatorAddresses

    func browser(as person: String = kim) throws -> Browser { try Browser(server, base: Self.base, person: person) }

    /// - Parameter login: the address of the sign-in service, instead of the simulator's.
    static func with(
        login: String? = nil, _ body: @escaping @Sendable (PagesBench) async throws -> Void
    ) async throws {
        let simulator = try EntraSimulator(seed: seed, key: signingKey.get())
        try await SimulatorServer(simulator, logger: TestBroker.quiet).withRunning { entra in
            let time = ManualTime(Date())
            let log = LogCapture()
            let secret = try TemporaryFile(Self.secret)
            let http = try HTTPClient(configuration: .init(requestTimeout: .seconds(10)), logger: log.logger)
            let signIn = try Self.signIn(
                EntraConfiguration(
                    loginURL: login ?? entra.http, tenantID: tenant, clientID: client,
                    credential: .secretFile(secret.path), requestTimeout: .seconds(5)), http, time, log)
            let pages = GuardedPages(signIn: signIn, role: role)
            try await RunningServer.with({ router in
                signIn.add(to: router)
                pages.get("/page/:name", on: router) { visit in
                    let name = visit.parameters.get("name") ?? ""
                    return Notice(.ok, "Page \(name)", "For \(visit.person.name).", visit.formToken).page
                }
                pages.post("/page/:name", on: router) { _, fields in
                    if fields["word"] == "fail" { throw Failure(.serviceDatabaseUnavailable, "not told to anybody") }
                    return .page(Notice(.ok, "Taken", fields["word"] ?? "nothing").page)
                }
            }) { server in
                try await body(PagesBench(server: server, signIn: signIn, time: time, log: log, entra: entra))
            }
            await http.shutdown()
            withExtendedLifetime(secret) {}
        }
    }

    private static func signIn(
        _ configuration: EntraConfiguration, _ http: HTTPClient, _ time: ManualTime, _ log: LogCapture
    ) throws -> SignIn {
        guard let address = PublicAddress(base) else { throw NeverHappened(what: "an address") }
        return SignIn(
            service: "auditor", login: EntraLogin(configuration: configuration, http: http, now: { time.now }),
            key: Fixtures.key, address: address, roles: [role], lifetime: .seconds(3600), now: { time.now },
            logger: log.logger)
    }

    private static let seed: JSONValue = [
        "tenant": .string(tenant),
        "apps": [
            [
                "clientId": .string(client), "secret": .string(secret),
                "redirectUris": ["http://127.0.0.1:8405/signin/callback"],
                "appRoles": [["value": .string(role), "assignedTo": [.string(kim)]]],
            ]
        ],
        "users": [person(kim, "Kim Novak"), person(ana, "Ana <b>Silva</b>")],
        "groups": [],
    ]

    private static func person(_ id: String, _ name: String) -> JSONValue {
        [
            "id": .string(id), "displayName": .string(name), "accountEnabled": true,
            "userPrincipalName": .string("\(name.lowercased().prefix(3))@contoso.example"),
        ]
    }
}
