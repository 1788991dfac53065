import Domain
import Foundation
import HTTP
import HTTPTypes
import Synchronization
import TestSupport

@testable import Entra

/// Ids, texts and clients that the tests share.
enum Fixtures {
    static let user = UserID("a0000000-0000-4000-8000-000000000001")!
    static let otherUser = UserID("a0000000-0000-4000-8000-000000000002")!
    static let group = GroupID("b0000000-0000-4000-8000-000000000001")!
    static let otherGroup = GroupID("b0000000-0000-4000-8000-000000000002")!
    static let trace = TraceContext("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")!
    static let secret = "check-secret-~.1+&=%/Ü"
    static let callID = "11111111-2222-4333-8444-555555555555"
    /// As many people as asked for.
    static func users(_ count: Int) -> [UserID] {
        (1...max(count, 1)).prefix(count).map { number in
            let digits = "\(number)"
            return UserID("a0000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits)!
        }
    }

    static let epoch = Date(timeIntervalSince1970: 1_795_422_600)

    /// A body as Graph writes its errors.
    static func error(_ code: String, _ message: String, requestID: String = "94fb3b52-0000-4000-8000-000000000000")
        -> String
    {
        let text = message.replacing("\"", with: "\\\"")
        return """
            {"error":{"code":"\(code)","message":"\(text)","innerError":{"date":"2026-11-23T08:10:00",\
            "request-id":"\(requestID)","client-request-id":"\(callID)"}}}
            """
    }

    /// A token that reads as a JSON Web Token with these roles; nobody checks its signature here.
    static func token(roles: [String]?, id: String = UUID().uuidString) -> String {
        let list = roles.map { "[" + $0.map { "\"\($0)\"" }.joined(separator: ",") + "]" }
        let claims = #"{"aud":"https://graph.microsoft.com","jti":"\#(id)"\#(list.map { #","roles":\#($0)"# } ?? "")}"#
        return ["{\"alg\":\"none\"}", claims, id].map { Base64URL.encode($0.utf8) }.joined(separator: ".")
    }

    static func tokenReply(
        _ token: String = token(roles: ["GroupMember.ReadWrite.All"]), lifetime: Int = 3_600
    ) -> ScriptedServer.Reply {
        .answer(200, body: #"{"token_type":"Bearer","expires_in":\#(lifetime),"access_token":"\#(token)"}"#)
    }

    static func answer(_ status: Int, _ body: String = "", fields: [String: String] = [:]) -> GraphAnswer {
        GraphAnswer(
            status: status,
            headerFields: .init(fields.map { .init(name: .init($0.key)!, value: $0.value) }),
            body: Array(body.utf8), clientRequestID: callID, now: epoch)
    }
}

/// What a client told about the quota.
final class SignalRecorder: Sendable {
    private let signals = Mutex<[ThrottleSignal]>([])

    func record(_ signal: ThrottleSignal) { signals.withLock { $0.append(signal) } }
    var all: [ThrottleSignal] { signals.withLock { $0 } }
}

/// A client of a scripted server that is sign-in service and Graph in one.
struct Stage {
    let server: ScriptedServer
    let client: GraphClient
    let time = ManualTime(Fixtures.epoch)
    let secretFile: TemporaryFile
    let http: HTTPClient
    let log = LogCapture()
    let signals = SignalRecorder()

    /// - Parameters:
    ///   - adjust: changes the configuration before the client is made.
    ///   - token: answers the sign-in service's calls.
    ///   - graph: answers everything else.
    init(
        adjust: (inout EntraConfiguration) -> Void = { _ in },
        token: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply = { _ in Fixtures.tokenReply() },
        graph: @escaping @Sendable (ScriptedServer.Request) -> ScriptedServer.Reply
    ) throws {
        server = try ScriptedServer { request in
            request.path.hasSuffix("/oauth2/v2.0/token") ? token(request) : graph(request)
        }
        secretFile = try TemporaryFile(Fixtures.secret + "\n")
        var configuration = EntraConfiguration(
            graphURL: server.url + "/", loginURL: server.url, tenantID: "7c1f4f0e-6a55-4f0b-9f0e-2f7f3f0a1c11",
            clientID: "3b6f2f0a-9a86-4c7e-8f39-54c0de90a001", credential: .secretFile(secretFile.path),
            requestTimeout: .seconds(10), renewalJitter: .zero)
        adjust(&configuration)
        let logger = log.logger
        http = try HTTPClient(configuration: configuration.httpClientConfiguration, logger: logger)
        client = GraphClient(
            configuration: configuration, http: http, now: { [time] in time.now }, logger: logger,
            onAnswer: { [signals] in signals.record($0) })
    }

    var graphRequests: [ScriptedServer.Request] { server.requests.filter { $0.path.hasPrefix("/v1.0/") } }
    var tokenRequests: [ScriptedServer.Request] { server.requests.filter { $0.path.hasSuffix("/token") } }

    func add() async -> MembershipWriteOutcome {
        await client.change(
            .add, user: Fixtures.user, group: Fixtures.group, clientRequestID: Fixtures.callID, trace: Fixtures.trace)
    }

    func remove() async -> MembershipWriteOutcome {
        await client.change(
            .remove, user: Fixtures.user, group: Fixtures.group, clientRequestID: Fixtures.callID, trace: nil)
    }

    /// Runs a test, and ends the server and the client whatever comes of it.
    func run(_ test: (Stage) async throws -> Void) async throws {
        do {
            try await test(self)
        } catch {
            await end()
            throw error
        }
        await end()
    }

    private func end() async {
        server.stop()
        await http.shutdown()
    }
}
