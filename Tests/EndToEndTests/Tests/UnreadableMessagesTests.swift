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
                let first = try await landscape.orderAndApprove()
                try await landscape.awaitLanding(first)
                let junk = try Self.junk(from: try await Self.goodEvent(in: landscape))
                for piece in junk { try await landscape.broker.put(piece.message, into: "landfall.validate") }
                let dead = try await eventually("\(junk.count) dead letters") {
                    let dead = try await landscape.broker.peek("landfall.validate.dead")
                    return dead.count == junk.count ? dead : nil
                }
                for piece in junk { piece.expectKept(in: dead) }
                let second = try await landscape.orderAndApprove()
                try await landscape.awaitLanding(second)
                try await landscape.insistLandedOnce([first, second])
            }
        }

        /// What a good event looks like here, to make bad ones of.
        private static func goodEvent(in landscape: Landscape) async throws -> Broker.Message {
            let events = try await landscape.broker.drain(Broker.witness)
            guard let event = events.first(where: { $0.routingKey == "request.received" }) else {
                throw HarnessError("no request.received was published")
            }
            return event
        }

        /// A message that can't be handled, and the reason that says why.
        private struct Junk: CustomStringConvertible {
            let message: Broker.Message
            let reason: String

            var description: String { String(decoding: message.payload.prefix(60), as: UTF8.self) }

            /// It stands among the dead letters once, byte for byte, with its reason.
            func expectKept(in dead: [Broker.Message]) {
                let reasons = dead.filter { $0.payload == message.payload }.map { $0.header("landfall-error").string }
                #expect(reasons == [reason], "\(self)")
            }
        }

        private static func junk(from good: Broker.Message) throws -> [Junk] {
            guard var event = try good.json().object else { throw HarnessError("an event is an object") }
            event["version"] = 999
            let ofAnotherVersion = try JSON.object(event).encoded()
            event["version"] = 1
            event["type"] = "request.from_the_future"
            let ofAnotherType = try JSON.object(event).encoded()
            func junk(_ payload: Data, _ reason: String) -> Junk {
                let message = Broker.Message(
                    routingKey: good.routingKey, properties: good.properties, payload: payload)
                return Junk(message: message, reason: reason)
            }
            return [
                junk(Data("not JSON".utf8), "message.unreadable"),
                junk(Data([0x00, 0xFF, 0xFE, 0x80]), "message.unreadable"),
                junk(Data("{}".utf8), "message.unreadable"),
                junk(ofAnotherVersion, "message.version_unknown"),
                junk(ofAnotherType, "message.version_unknown"),
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
                let reason: String = try await eventually("the end of \(request.ritm)") {
                    try await Self.reason(of: request, in: landscape)
                }
                #expect(reason == "servicenow.record_gone")
                #expect(try await landscape.membershipWrites().isEmpty)
            }
        }

        /// Why the request went no further: the message stands dead-lettered, or an event says that it is blocked.
        private static func reason(of request: Request, in landscape: Landscape) async throws -> String? {
            let dead = try await landscape.broker.peek("landfall.validate.dead")
            if let letter = dead.first { return letter.header("landfall-error").string }
            let events = try await landscape.auditedEvents(of: request)
            let blocked = events.first { $0["type"].string == "request.blocked" }
            return blocked?["data"]["failure"]["reason"].string
        }
    }
}
