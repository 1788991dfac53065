import BenchmarkSupport
import Foundation
import HTTP
import HTTPTypes

/// Workers that share nothing, each with the retry behaviour of Microsoft's SDKs: up to three retries of a 429, 503 or 504, after what
/// Retry-After says, or else 3 s, 6 s and 12 s.
///
/// Two kinds of Retry-After, because it makes the difference: with the fraction that Graph may send, waited for as it is (the SDK for .NET
/// falls back to 3 s, the one for Go drops the fraction), and rounded up, as where Graph sends whole seconds.
struct RetryingWorkers: Sendable {
    struct Outcome: Sendable {
        /// Additions that were given up after the last retry.
        var givenUp = 0
    }

    private static let retries = 3
    private static let baseDelay = 3.0

    private let setting: Setting
    private let additions: Range<Int>
    private let isWholeSeconds: Bool
    private let token: String

    /// - Parameters:
    ///   - additions: the numbers of a person and of a group each.
    ///   - isWholeSeconds: whether a Retry-After is rounded up.
    init(setting: Setting, additions: Range<Int>, isWholeSeconds: Bool) async throws {
        struct Answer: Decodable {
            let token: String
            enum CodingKeys: String, CodingKey { case token = "access_token" }
        }
        self.setting = setting
        self.additions = additions
        self.isWholeSeconds = isWholeSeconds
        let app = setting.graph.app
        let form = [
            "grant_type=client_credentials", "client_id=\(app.clientID)", "client_secret=\(app.secret)",
            "scope=https%3A%2F%2Fgraph.microsoft.com%2F.default",
        ].joined(separator: "&")
        let response = try await setting.http.client.execute(
            HTTPClientRequest(
                method: .post, url: "\(setting.graph.url)/\(app.tenantID)/oauth2/v2.0/token",
                headerFields: [.contentType: "application/x-www-form-urlencoded"], body: Array(form.utf8)))
        token = try JSONDecoder().decode(Answer.self, from: Data(response.body)).token
    }

    /// Takes one addition after the other, each worker by itself, until the time is over or nothing is left.
    func run(_ count: Int, for time: Duration) async throws -> Outcome {
        let deadline = ContinuousClock.now + time
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            for worker in 0..<count {
                group.addTask {
                    var outcome = Outcome()
                    for number in stride(from: additions.lowerBound + worker, to: additions.upperBound, by: count) {
                        guard ContinuousClock.now < deadline else { break }
                        if try await add(number, until: deadline) == false { outcome.givenUp += 1 }
                    }
                    return outcome
                }
            }
            return try await group.reduce(into: Outcome()) { $0.givenUp += $1.givenUp }
        }
    }

    /// - Returns: whether it was added; nil when the time is over before that is known.
    private func add(_ number: Int, until deadline: ContinuousClock.Instant) async throws -> Bool? {
        for attempt in 0...Self.retries {
            let response = try await setting.http.client.execute(request(number, attempt: attempt))
            if response.status.kind == .successful { return true }
            guard [429, 503, 504].contains(response.status.code) else {
                throw BenchmarkFailure("adding person \(number): \(response.status.code)")
            }
            if attempt == Self.retries { break }
            let told = response.headerFields[.retryAfter].flatMap(Double.init)
            let wait = told.map { isWholeSeconds ? $0.rounded(.up) : $0 }
            let pause = Duration.seconds(wait ?? Self.baseDelay * pow(2, Double(attempt)))
            guard ContinuousClock.now + pause < deadline else {
                try await Task.sleep(until: deadline)
                return nil
            }
            try await Task.sleep(for: pause)
        }
        return false
    }

    private func request(_ number: Int, attempt: Int) -> HTTPClientRequest {
        let person = "https://graph.microsoft.com/v1.0/directoryObjects/\(BenchmarkPerson(number: number).objectID)"
        var fields: HTTPFields = [.authorization: "Bearer \(token)", .contentType: "application/json"]
        if attempt > 0, let name = HTTPField.Name("Retry-Attempt") { fields[name] = String(attempt) }
        return HTTPClientRequest(
            method: .post, url: "\(setting.graph.url)/v1.0/groups/\(Tenant.groupID(number))/members/$ref",
            headerFields: fields, body: Array(#"{"@odata.id": "\#(person)"}"#.utf8))
    }
}

/// What workers made of a limit.
struct PeerFigures {
    let figures: QuotaFigures
    let outcome: RetryingWorkers.Outcome
}
