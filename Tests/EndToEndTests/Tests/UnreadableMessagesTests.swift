import Foundation
import Testing

extension EndToEnd {
    @Suite("A message that will never work")
    struct UnreadableMessagesTests {
        @Test(
            "ends in the dead-letter queue byte for byte, with its reason, and holds nobody up", .timeLimit(.minutes(2))
        )
        func deadLettered() async throws {
            try await Landscape.run { landscape in
                // What a good event looks like here, to make bad ones of.
                let first = try await landscape.orderAndApprove()
                try await landscape.awaitLanding(first)
                let received = try #require(
                    try await landscape.broker.drain(Broker.witness).first { $0.routingKey == "request.received" })

                let junk = try Self.junk(from: received)
                for (payload, _) in junk {
                    let message = Broker.Message(
                        routingKey: received.routingKey, properties: received.properties, payload: payload)
                    try await landscape.broker.put(message, into: "landfall.validate")
                }
                let dead = try await eventually("\(junk.count) dead letters") {
                    let dead = try await landscape.broker.peek("landfall.validate.dead")
                    return dead.count == junk.count ? dead : nil
                }
                for (payload, reason) in junk {
                    let letter = dead.first { $0.payload == payload }
                    #expect(
                        letter != nil, "not kept byte for byte: \(String(decoding: payload.prefix(60), as: UTF8.self))")
                    #expect(letter?.header("landfall-error").string == reason)
                }
                let second = try await landscape.orderAndApprove()
                try await landscape.awaitLanding(second)
                try await landscape.insistLandedOnce([first, second])
            }
        }

        /// Bodies that can't be handled, each with the reason that says why.
        private static func junk(from good: Broker.Message) throws -> [(payload: Data, reason: String)] {
            guard let event = try good.json().object else { throw HarnessError("an event is an object") }
            func altered(_ change: (inout [String: JSON]) -> Void) throws -> Data {
                var changed = event
                change(&changed)
                return try JSON.object(changed).encoded()
            }
            return [
                (Data("not JSON".utf8), "message.unreadable"),
                (Data([0x00, 0xFF, 0xFE, 0x80]), "message.unreadable"),
                (Data("{}".utf8), "message.unreadable"),
                (try altered { $0["version"] = 999 }, "message.version_unknown"),
                (try altered { $0["type"] = "request.from_the_future" }, "message.version_unknown"),
            ]
        }

        @Test("because its ticket is gone says so, and nothing is written", .timeLimit(.minutes(2)))
        func ticketGone() async throws {
            try await Landscape.run { landscape in
                await landscape.terminate(.validator)
                let request = try await landscape.orderAndApprove()
                _ = try await eventually("the event in the Validator's queue") {
                    try await landscape.broker.peek("landfall.validate").isEmpty ? nil : true
                }
                try await landscape.serviceNow.expect("DELETE", "/api/now/table/sc_req_item/\(request.sysID)")
                try await landscape.start([.validator])
                let reason = try await eventually("the end of \(request.ritm)") {
                    let dead = try await landscape.broker.peek("landfall.validate.dead").first
                    if let reason = dead?.header("landfall-error").string { return reason }
                    return try await landscape.auditedEvents(of: request)
                        .first { $0["type"] == "request.blocked" }?["data"]["failure"]["reason"].string
                }
                #expect(reason == "servicenow.record_gone")
                #expect(try await landscape.graphWrites().filter { $0.concerns(request) }.isEmpty)
            }
        }
    }
}
