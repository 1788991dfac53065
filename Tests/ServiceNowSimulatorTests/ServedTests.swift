import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit
import Synchronization
import Testing

@testable import ServiceNowSimulator

@Suite("The served simulator", .timeLimit(.minutes(2)))
struct ServedTests {
    private static func serve(
        rules: JSONObject = [:], webhook: WebhookTarget? = nil,
        _ operation: @escaping @Sendable (HTTPDesk) async throws -> Void
    ) async throws {
        var seed = try JSONValue(parsing: PackageResources.seed_json).object ?? [:]
        seed["rules"] = .object((seed["rules"]?.object ?? [:]).merging(rules) { $1 })
        let simulator = try ServiceNowSimulator(seed: .object(seed), webhook: webhook)
        try await SimulatorServer(simulator).withRunning { try await operation(HTTPDesk($0)) }
    }

    private static let item = "/api/now/table/sc_req_item/\(Desk.firstItem)"

    @Test("carries the headers of a real instance, and links with the host that the client used")
    func headers() async throws {
        try await Self.serve { desk in
            let answer = try await desk.call(.get, Self.item)
            #expect(answer.status == 200)
            #expect(answer.headers["content-type"] == "application/json;charset=UTF-8")
            #expect(answer.headers["server"] == "snow_adc")
            #expect(answer.headers["x-is-logged-in"] == "true")
            #expect(answer.headers["set-cookie"]?.hasPrefix("glide_session_store=") == true)
            #expect(answer.json["result"]?["requested_for"]?["link"]?.string?.hasPrefix(desk.base + "/api") == true)
        }
    }

    @Test("writes each change that took effect into the journal once, with the request that made it")
    func journal() async throws {
        try await Self.serve { desk in
            _ = try await desk.call(.patch, Self.item, ["state": "3", "work_notes": "done"])
            _ = try await desk.call(.patch, Self.item, ["state": "3"])
            let entries = try await desk.journal("sc_req_item")
            #expect(entries.count == 1)
            #expect(entries[0]["effect"] == "record.updated")
            #expect(entries[0]["number"] == "RITM0010001")
            #expect(entries[0]["changes"]?["state"] == ["old": "1", "new": "3"])
            #expect(entries[0]["notes"] == [["element": "work_notes", "text": "done"]])
            #expect(entries[0]["request_id"]?.string?.isEmpty == false)
        }
    }

    @Test(
        "keeps the effect of a write whose answer is lost or spoilt",
        arguments: [
            ("reply_lost_after_commit", 0), ("cut_at_60_s_inside_200_with_commit", 200),
        ])
    func committed(fault: String, status: Int) async throws {
        try await Self.serve { desk in
            try await desk.arm(fault)
            let answer = try? await desk.call(.patch, Self.item, ["state": "2"])
            #expect(answer?.status ?? 0 == status)
            #expect(answer?.json ?? .null == .null)
            #expect(try await desk.call(.get, Self.item).json["result"]?["state"] == "2")
            #expect(try await desk.journal("sc_req_item").count == 1)
        }
    }

    @Test(
        "keeps nothing of a write that was not carried out",
        arguments: [
            ("request_lost", 0), ("not_processed_202", 202), ("transient_401", 401), ("semaphore_full", 429),
            ("outage", 503),
            ("hibernating_page", 200),
        ])
    func notCarriedOut(fault: String, status: Int) async throws {
        try await Self.serve { desk in
            try await desk.arm(fault)
            let answer = try? await desk.call(.patch, Self.item, ["state": "2"])
            #expect(answer?.status ?? 0 == status)
            #expect(answer?.headers["retry-after"] == nil)
            #expect(try await desk.journal("sc_req_item").isEmpty)
            #expect(try await desk.call(.post, "/_sim/faults", []).status == 204)
            #expect(try await desk.call(.get, Self.item).json["result"]?["state"] == "1")
        }
    }

    @Test("creates an incident whose 500 says that it didn't")
    func createdAfterAll() async throws {
        try await Self.serve { desk in
            try await desk.arm("cut_at_60_s_with_commit")
            let answer = try await desk.call(.post, "/api/now/table/incident", ["correlation_id": "k1"])
            #expect(answer.status == 500)
            #expect(
                answer.json["error"]?["message"] == "Transaction cancelled: maximum execution time exceeded")
            let found = try await desk.call(.get, "/api/now/table/incident?sysparm_query=correlation_id=k1")
            #expect(found.json["result"]?.array?.count == 1)
        }
    }

    @Test("drops with 202 what a session has too much of, and carries the rest out in turn")
    func sessionQueue() async throws {
        let rules: JSONObject = ["limits": ["session_queue": 3, "processing_ms": 150]]
        try await Self.serve(rules: rules) { desk in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        let headers: HTTPFields = [.cookie: "glide_session_store=one"]
                        return try await desk.call(.patch, Self.item, ["work_notes": "n"], headers: headers).status
                    }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            let carriedOut = statuses.filter { $0 == 200 }.count
            #expect(Set(statuses) == [200, 202])
            #expect(carriedOut >= 4)
            #expect(try await desk.journal("sc_req_item").count == carriedOut)
        }
    }

    @Test("answers 429 without a word about when, once threads and queue are full")
    func semaphore() async throws {
        let rules: JSONObject = ["limits": ["threads": 1, "thread_queue": 1, "processing_ms": 200]]
        try await Self.serve(rules: rules) { desk in
            let answers = try await withThrowingTaskGroup(of: HTTPDesk.Answer.self) { group in
                for _ in 0..<8 { group.addTask { try await desk.call(.get, Self.item) } }
                return try await group.reduce(into: [HTTPDesk.Answer]()) { $0.append($1) }
            }
            #expect(Set(answers.map(\.status)) == [200, 429])
            let refused = try #require(answers.first { $0.status == 429 })
            #expect(refused.headers["retry-after"] == nil)
            #expect(refused.headers["x-ratelimit-limit"] == nil)
        }
    }

    @Test("orders by the hundred, lets approvers decide, and changes its rules on the way")
    func control() async throws {
        try await Self.serve { desk in
            let made = try await desk.call(
                .post, "/_sim/order",
                [
                    "item": "Application access", "requested_for": "ana.silva@contoso.example",
                    "variables": ["entitlement": "APP-FIN-READERS"], "count": 120,
                ])
            #expect(made.status == 201)
            let orders = try #require(made.json["orders"]?.array)
            #expect(Set(orders.compactMap { $0["item"]?["sys_id"]?.string }).count == 120)
            let number = try #require(orders[0]["item"]?["number"])
            #expect(try await desk.call(.post, "/_sim/approve", ["number": number]).json["decided"] == 1)
            let state = try await desk.call(.get, "/_sim/state").json
            #expect(state["items_by_state"]?["1 approved"] == 1)
            #expect(state["items_by_state"]?["1 requested"] == 126)
            #expect(try await desk.call(.post, "/_sim/rules", ["limits": ["hibernating": true]]).status == 204)
            #expect(try await desk.call(.get, Self.item).headers["content-type"] == "text/html")
            #expect(try await desk.call(.post, "/_sim/rules", ["limts": [:]]).status == 400)
            #expect(try await desk.call(.post, "/_sim/order", ["item": "no", "requested_for": "no"]).status == 400)
            #expect(try await desk.call(.post, "/_sim/reset").status == 204)
            #expect(try await desk.call(.get, Self.item).status == 200)
            #expect(try await desk.journal("sc_req_item").isEmpty)
        }
    }

    @Test("tells an approval to the outside, signed, over the network")
    func webhook() async throws {
        let receiver = Receiver()
        let key = Data("a key".utf8)
        try await SimulatorServer(receiver).withRunning { addresses in
            let url = try #require(URL(string: addresses.http + "/v1/hooks/servicenow"))
            try await Self.serve(webhook: WebhookTarget(url: url, key: key)) { desk in
                _ = try await desk.call(.post, "/_sim/approve", ["number": "RITM0010001"])
                #expect(try await desk.eventually { !receiver.requests.isEmpty })
                let request = try #require(receiver.requests.first)
                let timestamp = try #require(Self.field("X-Landfall-Timestamp", of: request))
                let signature = Self.field("X-Landfall-Signature", of: request)
                #expect(request.mediaType == "application/json")
                #expect(signature == WebhookNotice.signature(key: key, timestamp: timestamp, body: request.body))
                #expect(try request.json()["sys_id"] == .string(Desk.firstItem))
                #expect(
                    try await desk.eventually { try await desk.call(.get, "/_sim/webhooks").json.array?.count == 1 })
                #expect(try await desk.call(.get, "/_sim/webhooks").json.array?[0]["status"] == 202)
                #expect(try await !desk.call(.get, "/_sim/rules").text.contains("YSBrZXk="))
            }
        }
    }

    @Test("goes on when whoever takes webhooks challenges, or hangs up")
    func unwillingReceiver() async throws {
        let receiver = Receiver()
        try await SimulatorServer(receiver).withRunning { addresses in
            let url = try #require(URL(string: addresses.http + "/hook"))
            // Without a limit of its own, so that one that hangs would hang for longer than this test waits.
            try await Self.serve(webhook: WebhookTarget(url: url, key: Data("k".utf8))) { desk in
                try receiver.environment.faults.replaceRules([
                    [
                        "match": ["method": "POST"], "nth": 1,
                        "act": ["status": 401, "headers": ["WWW-Authenticate": "Basic realm=\"x\""]],
                    ], ["match": ["method": "POST"], "nth": 2, "act": ["close": "before"]],
                ])
                for number in ["RITM0010001", "RITM0010002", "RITM0010003"] {
                    _ = try await desk.call(.post, "/_sim/approve", ["number": .string(number)])
                }
                #expect(
                    try await desk.eventually { try await desk.call(.get, "/_sim/webhooks").json.array?.count == 3 })
                let sent = try await desk.call(.get, "/_sim/webhooks").json.array ?? []
                #expect(sent.compactMap { $0["status"]?.integer }.sorted() == [0, 202, 401])
                // Each once: nothing is repeated on the way, and a challenge is not answered.
                let posts = try await HTTPDesk(addresses).call(.get, "/_sim/requests").json.array ?? []
                #expect(posts.count { $0["method"] == "POST" } == 3)
                let failed = try #require(sent.first { $0["status"] == 0 })
                #expect(failed["failure"]?.string?.contains("connectionLost") == true)
            }
        }
    }

    private static func field(_ name: String, of request: SimulatorRequest) -> String? {
        HTTPField.Name(name).flatMap { request.headers[$0] }
    }

    /// Takes webhooks.
    private final class Receiver: Simulator {
        let environment = SimulatorEnvironment()
        private let seen = Mutex<[SimulatorRequest]>([])

        var requests: [SimulatorRequest] { seen.withLock { $0 } }

        func respond(to request: SimulatorRequest) async -> SimulatorResponse {
            seen.withLock { $0.append(request) }
            return SimulatorResponse(status: .accepted)
        }

        func reset(seed: JSONValue?) throws {}
        func state() -> JSONValue { [:] }
    }
}
