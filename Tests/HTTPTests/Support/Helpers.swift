import HTTP
import Logging
import Testing

/// A client for one test.
func makeClient(_ change: (inout HTTPClientConfiguration) -> Void = { _ in }) throws -> HTTPClient {
    var configuration = HTTPClientConfiguration(
        connectTimeout: .seconds(5), requestTimeout: .seconds(20), idleTimeout: .seconds(10))
    change(&configuration)
    return try HTTPClient(configuration: configuration, logger: Logger(label: "test"))
}

/// A client for one test that trusts the authority of the tests.
func makeTrustingClient(_ change: (inout HTTPClientConfiguration) -> Void = { _ in }) throws -> HTTPClient {
    let caFile = try TestEnvironment.caFile
    return try makeClient { configuration in
        configuration.tls.caFile = caFile
        change(&configuration)
    }
}

/// The error that a request ends with; a response is a failed test.
func failure(
    _ client: HTTPClient, _ request: HTTPClientRequest, sourceLocation: SourceLocation = #_sourceLocation
) async throws -> HTTPClientError {
    do throws(HTTPClientError) {
        let response = try await client.execute(request)
        Issue.record("got a response with status \(response.status)", sourceLocation: sourceLocation)
        throw HTTPClientError(code: .internalFailure, message: "no error", mayHaveBeenCarriedOut: true)
    } catch {
        return error
    }
}

/// Waits until a condition holds, for at most ten seconds.
func eventually(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + .seconds(10)
    while try await !condition() {
        guard ContinuousClock.now < end else {
            Issue.record("\(what) did not happen within 10 s", sourceLocation: sourceLocation)
            return
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}
