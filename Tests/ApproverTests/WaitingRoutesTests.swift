import Domain
import Foundation
import HTTP
import HTTPTypes
import Postgres
import TestSupport
import Testing

@testable import Approver

@Suite("The page of what waits for a person")
struct WaitingRoutesTests {
    private static let path = "/v1/approvals/waiting"

    private struct Page: Decodable {
        var waiting: [ApprovalStore.Waiting]
    }

    private func page(_ answer: HTTPClientResponse) throws -> Page {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(Page.self, from: Data(answer.body))
    }

    @Test("is JSON, the longest wait first, and empty when nothing waits")
    func list() async throws {
        try await TestDatabase.with("approval", ApprovalSchema.migrations) { database in
            let store = ApprovalStore(database: database)
            try await RunningServer.with(WaitingRoutes(store: store).add) { server in
                let empty = try await server.call(.get, Self.path)
                #expect(empty.status == .ok)
                #expect(empty.headerFields[.contentType] == "application/json")
                #expect(try page(empty).waiting.isEmpty)

                let plan = try Samples.waiting().plan
                let older = try Samples.waiting(ritm: try #require(RITMNumber("RITM0010002")), risk: .privileged).plan
                let cases = CaseStore(database: database, links: ApprovalBench.links, origin: Samples.origin)
                for (plan, age) in [(plan, 0.0), (older, 60)] {
                    let validated = RequestValidated(plan: plan, ticketApprovals: [Samples.decision])
                    let approval = try Samples.open(validated, at: Samples.at - age)
                    #expect(try await cases.open(approval, madeAt: Samples.at, trace: Samples.trace))
                }
                let approved = try Samples.plan(ritm: try #require(RITMNumber("RITM0010003")))
                _ = try await store.record(approved, state: .approved, madeAt: Samples.at, at: Samples.at - 120)
                let full = try await server.call(.get, Self.path)
                let waiting = try page(full).waiting
                #expect(waiting.map(\.ritm) == ["RITM0010002", "RITM0010001"])
                #expect(waiting.map(\.run) == [older.run.description, plan.run.description])
                #expect(waiting.map(\.askedAt) == [Samples.at - 60, Samples.at])
                // The names that others read it by.
                let text = String(decoding: full.body, as: UTF8.self)
                for name in ["ritm", "run", "risk", "beneficiary", "entitlements", "asked_at"] {
                    #expect(text.contains("\"\(name)\""))
                }
            }
        }
    }

    @Test("can be read only, and is the only one")
    func others() async throws {
        try await TestDatabase.with("approval", ApprovalSchema.migrations) { database in
            let routes = WaitingRoutes(store: ApprovalStore(database: database))
            try await RunningServer.with(routes.add) { (server) async throws in
                for method in [HTTPRequest.Method.post, .put, .delete] {
                    #expect(try await server.call(method, Self.path).status.code >= 400)
                }
                #expect(try await server.call(.get, "/v1/approvals").status == .notFound)
            }
        }
    }

    @Test("fails without telling where the database is, and as whom (I7)", .timeLimit(.minutes(1)))
    func databaseAway() async throws {
        let gone = try ScriptedServer { _ in .hangUp }
        gone.stop()
        var configuration = try PostgresConfiguration(
            uri: "postgresql://landfall:not-told-to-anybody@127.0.0.1:\(gone.port)/landfall")
        configuration.acquireTimeout = .milliseconds(300)
        let log = LogCapture()
        let database = PostgresClient(configuration: configuration, logger: log.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await database.run() }
            defer { group.cancelAll() }
            try await RunningServer.with(WaitingRoutes(store: ApprovalStore(database: database)).add) { server in
                let answer = try await server.call(.get, Self.path)
                #expect(answer.status == .internalServerError)
                let body = String(decoding: answer.body, as: UTF8.self)
                for text in [body, log.text] { #expect(!text.contains("not-told-to-anybody")) }
                #expect(!body.contains("127.0.0.1"))
                #expect(!log.text.isEmpty)
            }
        }
    }
}
