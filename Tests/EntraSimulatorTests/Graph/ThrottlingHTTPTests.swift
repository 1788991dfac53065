import HTTPTypes
import OrderedCollections
import SimulatorKit
import Testing

@testable import EntraSimulator

@Suite("Throttling and batches over HTTP", .timeLimit(.minutes(1)))
struct ThrottlingHTTPTests {
    private static func seed(writes: Int, _ options: JSONObject = [:]) -> JSONValue {
        var more = Sample.crowd(30)
        more["quota"] = ["writes": ["limit": .integer(writes), "window_s": 30]]
        more["options"] = .object(options)
        return Sample.seed(more)
    }

    /// A batch that adds people of the crowd to the plain group.
    private static func batch(adding numbers: Range<Int>) -> JSONValue {
        let requests = numbers.map { number -> JSONValue in
            [
                "id": .string(String(number)), "method": "POST", "url": "/groups/\(Sample.plain)/members/$ref",
                "headers": ["Content-Type": "application/json"],
                "body": ["@odata.id": "https://graph.microsoft.com/v1.0/directoryObjects/\(Sample.user(number))"],
            ]
        }
        return ["requests": .array(requests)]
    }

    @Test("writes over the quota are refused, and admitted after the wait that was told")
    func writes() async throws {
        try await LiveEntra.run(Self.seed(writes: 3)) { entra async throws in
            let token = try await entra.token()
            for number in 100..<103 {
                #expect(try await entra.add(Sample.user(number), to: Sample.plain, token: token).status == 204)
            }
            let refused = try await entra.add(Sample.user(103), to: Sample.plain, token: token)
            #expect(refused.status == 429)
            #expect(refused.code == "TooManyRequests")
            let wait = try #require(refused.header("retry-after").flatMap(Double.init))
            #expect(try await entra.graph(.get, "/groups/\(Sample.plain)", token: token).status == 200)
            entra.clock.advance(by: .seconds(wait))
            #expect(try await entra.add(Sample.user(103), to: Sample.plain, token: token).status == 204)
            #expect(try await entra.effects().count == 4)
        }
    }

    @Test("a quota can be changed while it is used, and what was used stays used")
    func changedQuota() async throws {
        try await LiveEntra.run(Self.seed(writes: 4)) { entra async throws in
            let token = try await entra.token()
            for number in 100..<102 {
                #expect(try await entra.add(Sample.user(number), to: Sample.plain, token: token).status == 204)
            }
            let half: JSONValue = ["writes": ["limit": 2, "window_s": 30]]
            #expect(try await entra.send(.post, "/_sim/quota", body: half.text).status == 204)
            #expect(try await entra.add(Sample.user(102), to: Sample.plain, token: token).status == 429)
            let misspelt: JSONValue = ["writes": ["limit": 9, "window_s": 30], "write": 1]
            #expect(try await entra.send(.post, "/_sim/quota", body: misspelt.text).status == 400)
            #expect(try await entra.add(Sample.user(102), to: Sample.plain, token: token).status == 429)
            #expect(try await entra.effects().count == 2)
        }
    }

    @Test(
        "each request of a batch is throttled by itself, and the batch succeeds or not as the seed says",
        arguments: [200, 424])
    func batches(outer: Int) async throws {
        try await LiveEntra.run(Self.seed(writes: 5, ["throttledBatchStatus": .integer(outer)])) { entra async throws in
            let answer = try await entra.graph(.post, "/$batch", Self.batch(adding: 100..<110))
            #expect(answer.status == outer)
            let responses = answer.json["responses"]?.array ?? []
            #expect(responses.count { $0["status"] == 204 } == 5)
            let throttled = responses.filter { $0["status"] == 429 }
            #expect(throttled.count == 5)
            #expect(throttled.allSatisfy { $0["headers"]?["Retry-After"]?.string != nil })
            #expect(throttled.first?["body"]?["error"]?["code"] == "TooManyRequests")
            #expect(responses.map { $0["id"]?.string } != (100..<110).map { "\($0)" }, "the order is not kept")
            #expect(try await entra.effects().count == 5)
        }
    }

    @Test("what depends on a request that failed is not tried")
    func dependencies() async throws {
        try await LiveEntra.run { entra async throws in
            let body: JSONValue = [
                "requests": [
                    ["id": "1", "method": "GET", "url": "/groups/\(Sample.missing)"],
                    ["id": "2", "method": "GET", "url": "/users", "dependsOn": ["1"]],
                    ["id": "3", "method": "GET", "url": "/users?$select=id"],
                ]
            ]
            let responses = try await entra.graph(.post, "/$batch", body).json["responses"]?.array ?? []
            let statuses = Dictionary(uniqueKeysWithValues: responses.map { ($0["id"]?.string, $0["status"]?.integer) })
            #expect(statuses == ["1": 404, "2": 424, "3": 200])
            let log = try await entra.send(.get, "/_sim/requests").json.array ?? []
            #expect(log.count { $0["batch_request_id"] != nil } == 2)
        }
    }

    @Test("fault rules reach the requests inside a batch")
    func faults() async throws {
        try await LiveEntra.run(Self.seed(writes: 100)) { entra async throws in
            try await entra.setFaults([
                ["match": ["path": #"/members/\$ref$"#], "nth": 2, "act": ["status": 503, "after_effect": true]]
            ])
            let answer = try await entra.graph(.post, "/$batch", Self.batch(adding: 100..<103))
            let failed = answer.json["responses"]?.array?.filter { $0["status"] == 503 } ?? []
            #expect(failed.count == 1)
            #expect(failed.first?["body"]?["error"]?["code"] == "serviceNotAvailable")
            #expect(try await entra.effects().count == 3)
        }
    }

    @Test(
        "adding many at once costs a third of their number, where the seed says so",
        arguments: [("one", 204), ("third", 429)])
    func bulkCost(patchCost: String, status: Int) async throws {
        var more = Sample.crowd(30)
        more["quota"] = ["writes": ["limit": 8, "window_s": 30], "patchCost": .string(patchCost)]
        try await LiveEntra.run(Sample.seed(more)) { entra async throws in
            let references = (100..<120).map { "https://graph.microsoft.com/v1.0/directoryObjects/\(Sample.user($0))" }
            let token = try await entra.token()
            let answer = try await entra.graph(
                .patch, "/groups/\(Sample.plain)", ["members@odata.bind": .strings(references)], token: token)
            #expect(answer.status == 204)
            #expect(answer.header("x-ms-throttle-limit-percentage") == (patchCost == "third" ? "0.88" : nil))
            #expect(try await entra.add(Sample.user(120), to: Sample.plain, token: token).status == 204)
            // The ninth write of eight.
            #expect(try await entra.add(Sample.user(121), to: Sample.plain, token: token).status == status)
        }
    }

    @Test("each request of a batch has ids of its own in its answer, and those that it gave itself")
    func itemHeaders() async throws {
        try await LiveEntra.run { entra async throws in
            let body: JSONValue = [
                "requests": [
                    [
                        "id": "1", "method": "DELETE", "url": "/groups/\(Sample.plain)/members/\(Sample.ben)/$ref",
                        "headers": ["client-request-id": "11111111-2222-4333-8444-555555555555"],
                    ],
                    [
                        "id": "2", "method": "DELETE", "url": "/groups/\(Sample.plain)/members/\(Sample.ana)/$ref",
                        "headers": ["Client-Request-Id": "21111111-2222-4333-8444-555555555555"],
                    ],
                ]
            ]
            let answer = try await entra.graph(.post, "/$batch", body)
            let responses = answer.json["responses"]?.array ?? []
            var requestIDs: Set<String?> = [answer.header("request-id")]
            for (id, status, mark) in [("1", 204, "1"), ("2", 404, "2")] {
                let own = responses.first { $0["id"]?.string == id }
                #expect(own?["status"]?.integer == status)
                let clientRequestID = own?["headers"]?["client-request-id"]?.string
                #expect(clientRequestID == "\(mark)1111111-2222-4333-8444-555555555555")
                requestIDs.insert(own?["headers"]?["request-id"]?.string)
            }
            #expect(requestIDs.count == 3)
            #expect(!requestIDs.contains(nil))
        }
    }

    @Test("a batch without a token, without a content type, or that is too large, is refused as a whole")
    func refusedBatches() async throws {
        try await LiveEntra.run { entra async throws in
            #expect(try await entra.send(.post, "/v1.0/$batch", body: Self.batch(adding: 1..<2).text).status == 401)
            #expect(try await entra.graph(.post, "/$batch", Self.batch(adding: 100..<121)).status == 400)
            let untyped = try await entra.send(
                .post, "/v1.0/$batch", headers: [.authorization: "Bearer \(try await entra.token())"],
                body: Self.batch(adding: 1..<2).text)
            #expect(untyped.status == 400)
            #expect(try await entra.graph(.get, "/$batch").status == 405)
        }
    }
}
