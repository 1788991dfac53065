import Foundation
import Testing

extension EndToEnd {
    @Suite("At Ingest's door")
    struct BadHooksTests {
        /// What is wrong with a call, and how it is answered.
        enum Flaw: String, CaseIterable, CustomTestStringConvertible {
            case unsigned = "no signature"
            case wronglySigned = "a signature of another body"
            case signedWithAnotherKey = "a signature with another key"
            case old = "a timestamp six minutes old"
            case fromTheFuture = "a timestamp six minutes ahead"
            case replayedWithNewTime = "an old signature with a new timestamp"
            case noJSON = "a body that is no JSON"
            case noRecord = "a body that names no record"
            case anotherTable = "a record of another table"
            case injection = "a sys_id that is a query"
            case tooLarge = "a body over 64 KiB"
            case notJSONType = "a body of another type"

            var testDescription: String { rawValue }

            var status: Int {
                switch self {
                case .unsigned, .wronglySigned, .signedWithAnotherKey, .old, .fromTheFuture, .replayedWithNewTime: 401
                case .noJSON, .noRecord, .anotherTable, .injection: 422
                case .tooLarge: 413
                case .notJSONType: 415
                }
            }
        }

        @Test("what is not a signed, fresh, small, readable hook is refused with its own status, and changes nothing")
        func refused() async throws {
            try await Landscape.run { landscape in
                let request = try await landscape.order(Cast.readers, for: try landscape.newPerson())
                for flaw in Flaw.allCases {
                    let answer = try await send(flaw, about: request, to: landscape)
                    #expect(answer.status == flaw.status, "\(flaw.rawValue): \(answer.text)")
                }
                // The door still works, and none of that has become a request.
                let good = try await landscape.orderAndApprove()
                try await landscape.awaitLanding(good)
                try await landscape.insistUntouched(request)
                let events = try await landscape.broker.drain(Broker.witness)
                #expect(events.count { $0.routingKey == "request.received" } == 1)
            }
        }

        @Test("the same hook again is answered with the same request, and makes no second one")
        func repeated() async throws {
            try await Landscape.run { landscape in
                let request = try await landscape.orderAndApprove()
                try await landscape.awaitLanding(request)
                let hook = try Hook(sysID: request.sysID, number: request.ritm, key: landscape.files.webhookKey)
                let answers = [try await hook.send(to: landscape.ingest), try await hook.send(to: landscape.ingest)]
                #expect(answers.map(\.status) == [200, 200])
                #expect(answers[0].text == answers[1].text)
                try await landscape.insistLandedOnce([request])
                let events = try await landscape.broker.drain(Broker.witness)
                #expect(events.count { $0.routingKey == "request.received" } == 1)
            }
        }

        private func send(_ flaw: Flaw, about request: Request, to landscape: Landscape) async throws
            -> HTTPCaller.Answer
        {
            let key = landscape.files.webhookKey
            var hook = try Hook(sysID: request.sysID, number: request.ritm, key: key)
            switch flaw {
            case .unsigned:
                return try await hook.send(to: landscape.ingest, unsigned: true)
            case .wronglySigned:
                hook.body.append(Data(" ".utf8))
            case .signedWithAnotherKey:
                let otherKey = Data(repeating: 7, count: 32).base64EncodedString()
                hook = try Hook(sysID: request.sysID, number: request.ritm, key: otherKey)
            case .old:
                hook = try Hook(
                    sysID: request.sysID, number: request.ritm, key: key, at: Date(timeIntervalSinceNow: -360))
            case .fromTheFuture:
                hook = try Hook(
                    sysID: request.sysID, number: request.ritm, key: key, at: Date(timeIntervalSinceNow: 360))
            case .replayedWithNewTime:
                hook = try Hook(
                    sysID: request.sysID, number: request.ritm, key: key, at: Date(timeIntervalSinceNow: -360))
                hook.timestamp += 360
            case .noJSON:
                hook = try Hook(body: Data("{\"table\":".utf8), key: key)
            case .noRecord:
                hook = try Hook(body: Data("{}".utf8), key: key)
            case .anotherTable:
                hook = try Hook(table: "sys_user", sysID: request.sysID, number: request.ritm, key: key)
            case .injection:
                hook = try Hook(sysID: "x^ORsys_id!=0", number: request.ritm, key: key)
            case .tooLarge:
                hook = try Hook(body: Data(repeating: UInt8(ascii: " "), count: 65_537), key: key)
            case .notJSONType:
                hook.contentType = "text/plain"
            }
            return try await hook.send(to: landscape.ingest)
        }
    }
}
