import Foundation
import Testing

extension EndToEnd {
    @Suite("A peer that answers badly")
    struct BadAnswersTests {
        /// How ServiceNow answers instead of with the record.
        enum Nonsense: String, CaseIterable, Sendable, CustomTestStringConvertible {
            case page = "an HTML page with 200"
            case accepted = "202, which means dropped"
            case cutOff = "JSON that is cut off"
            case errorInside = "an error inside a 200"

            var testDescription: String { rawValue }

            var act: JSON {
                switch self {
                case .page:
                    [
                        "status": 200, "headers": ["Content-Type": "text/html"],
                        "body": "<html><body>Instance Hibernating page</body></html>",
                    ]
                case .accepted:
                    ["status": 202, "body": ""]
                case .cutOff:
                    [
                        "status": 200, "headers": ["Content-Type": "application/json"],
                        "body": "{\"result\":[{\"sys_id\":\"c0",
                    ]
                case .errorInside:
                    [
                        "status": 200,
                        "body": [
                            "result": [],
                            "error": [
                                "message": "Transaction cancelled: maximum execution time exceeded", "detail": nil,
                            ],
                            "status": "failure",
                        ],
                    ]
                }
            }
        }

        @Test(
            "ServiceNow: nothing is written while it does, and the request lands when it is well again",
            .timeLimit(.minutes(4)), arguments: Nonsense.allCases)
        func serviceNow(nonsense: Nonsense) async throws {
            try await Landscape.run { landscape in
                // The harness reads tables too: so the order is made first.
                await landscape.terminate(.validator)
                let request = try await landscape.orderAndApprove()
                _ = try await eventually("the event in the Validator's queue") {
                    try await landscape.broker.peek("landfall.validate").isEmpty ? nil : true
                }
                try await landscape.misbehave(
                    .serviceNow, [Fault(method: "GET", path: "/api/now/table/.*", act: nonsense.act)])
                let before = try await landscape.requestCount(.serviceNow, path: "/api/now/table/")
                try landscape.launch(.validator)
                _ = try await eventually("the Validator asking in vain, and again") {
                    try await landscape.requestCount(.serviceNow, path: "/api/now/table/") >= before + 2 ? true : nil
                }
                #expect(try await landscape.membershipWrites().isEmpty)
                try await landscape.misbehave(.serviceNow, [])
                try await landscape.awaitLanding(request, within: .seconds(120))
                try await landscape.insistLandedOnce([request])
                try await landscape.insistNoDeadLetters()
            }
        }

        /// What Graph does not find, and when it says so.
        enum Missing: String, CaseIterable, Sendable, CustomTestStringConvertible {
            case personWhenAsked = "the person, when asked beforehand"
            case groupWhenAsked = "the group, when asked beforehand"
            case personWhenWriting = "the person, when writing"
            case groupWhenWriting = "the group, when writing"

            var testDescription: String { rawValue }

            var reason: String {
                switch self {
                case .personWhenAsked, .personWhenWriting: "directory.user_missing"
                case .groupWhenAsked, .groupWhenWriting: "directory.group_missing"
                }
            }
        }

        @Test(
            "Graph does not find something: nothing is written, the ticket stays open, the audit says what was missing",
            .timeLimit(.minutes(2)), arguments: Missing.allCases)
        func graph(missing: Missing) async throws {
            try await Landscape.run { landscape in
                let person = missing == .personWhenAsked ? Cast.stranger : try landscape.newPerson()
                let entitlement = missing == .groupWhenAsked ? Cast.legacy : Cast.readers
                switch missing {
                case .personWhenWriting: try await refuseWrites(naming: person.objectID, in: landscape)
                case .groupWhenWriting: try await refuseWrites(naming: entitlement.group, in: landscape)
                case .personWhenAsked, .groupWhenAsked: break
                }
                let request = try await landscape.orderAndApprove(entitlement, for: person)
                let final: Set = ["request.blocked", "run.reverted"]
                _ = try await eventually("the end of \(request.ritm) in the audit") {
                    try await landscape.auditTrail(of: request).contains(where: final.contains) ? true : nil
                }
                let told = try await landscape.auditedEvents(of: request).flatMap(\.strings)
                #expect(told.contains(missing.reason))
                try await landscape.insistUntouched(request)
            }
        }

        /// Graph's words for an object that is not there: the id in quotes is the only way to tell which.
        private func refuseWrites(naming id: String, in landscape: Landscape) async throws {
            let body: JSON = [
                "error": [
                    "code": "Request_ResourceNotFound",
                    "message": .string(
                        "Resource '\(id)' does not exist or one of its queried reference-property objects are not present."
                    ),
                    "innerError": [
                        "request-id": "11111111-2222-4333-8444-555555555555", "date": "2026-11-23T09:00:00",
                    ],
                ]
            ]
            try await landscape.misbehave(
                .entra,
                [Fault(method: "POST", path: "/v1.0/groups/.*/members/\\$ref", act: ["status": 404, "body": body])])
        }
    }
}
