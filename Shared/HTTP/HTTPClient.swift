import HTTPTypes
public import Logging

/// An HTTP client on libcurl.
///
/// One client serves a whole process: it keeps connections and uses them again, speaks HTTP/2 where a server offers it
/// over TLS, keeps no cookies, and checks certificates always. Its one thread ends with ``shutdown(grace:)``, or when the
/// last reference to the client goes.
///
/// ```swift
/// let client = try HTTPClient(configuration: .init(requestTimeout: .seconds(20)), logger: logger)
/// let response = try await client.execute(HTTPClientRequest(url: "https://graph.microsoft.com/v1.0/groups"))
/// ```
public final class HTTPClient: Sendable {
    private let configuration: HTTPClientConfiguration
    private let logger: Logger
    private let queue: TransferQueue

    /// Creates a client and starts its thread. No connection is opened before the first request.
    ///
    /// - Throws: ``HTTPClientError`` with the code `invalidConfiguration` if the configuration can't work, such as a file
    ///   that can't be read, and `internalFailure` if the system has no thread to give.
    public init(configuration: HTTPClientConfiguration = .init(), logger: Logger) throws(HTTPClientError) {
        try configuration.validate()
        self.configuration = configuration
        self.logger = logger
        self.queue = try TransferQueue()
        let failure = DedicatedThread.start { [queue, logger] in
            Self.runTransfers(queue, configuration, logger)
        }
        guard failure == 0 else {
            throw HTTPClientError(
                code: .internalFailure, message: "the system gave no thread (error \(failure))",
                mayHaveBeenCarriedOut: false)
        }
    }

    deinit {
        // Nothing can be under way: execute(_:) holds the client.
        _ = queue.submit(.stop(grace: .zero))
    }

    /// Sends a request and returns the whole response.
    ///
    /// A request whose method is not safe (RFC 9110, 9.2.1) is sent at most once. Cancelling the task ends the transfer
    /// at once.
    ///
    /// - Throws: ``HTTPClientError``, which says whether the request may have been carried out. A response with an error
    ///   status is no error.
    public func execute(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPClientResponse {
        let deadline = ContinuousClock.now + (request.timeout ?? configuration.requestTimeout)
        var url = try RequestURL(request.url)
        var redirectsLeft =
            request.method == .get || request.method == .head ? configuration.followsSameOriginRedirects : 0
        while true {
            let response = try await transfer(PreparedRequest(request, url: url, deadline: deadline))
            guard redirectsLeft > 0, let next = Self.redirect(response, from: url) else { return response }
            redirectsLeft -= 1
            url = next
        }
    }

    /// Stops the client: no request is started any more, and those under way end with the code `clientStopped`, unless
    /// they finish within `grace`. Returns when every connection is closed. Stopping twice does no harm.
    public func shutdown(grace: Duration = .zero) async {
        _ = queue.submit(.stop(grace: grace))
        await queue.waitUntilClosed()
    }

    // MARK: - One transfer

    private func transfer(_ request: PreparedRequest) async throws(HTTPClientError) -> HTTPClientResponse {
        do throws(HTTPClientError) {
            let response = try HTTPClientResponse(await received(request).get(), from: request.url)
            log("request answered", request, [LogKey.status: "\(response.status.code)"], response.timings.total)
            return response
        } catch {
            log("request failed", request, [LogKey.error: "\(error)"], nil)
            throw error
        }
    }

    private func log(
        _ message: Logger.Message, _ request: PreparedRequest, _ outcome: @autoclosure () -> Logger.Metadata,
        _ duration: Duration?
    ) {
        guard logger.logLevel <= .debug else { return }
        var metadata = outcome()
        metadata[LogKey.method] = "\(request.method)"
        metadata[LogKey.origin] = "\(request.url.origin)"
        if let duration { metadata[LogKey.duration] = "\(duration)" }
        logger.debug(message, metadata: metadata)
    }

    private func received(_ request: PreparedRequest) async -> Result<ReceivedResponse, HTTPClientError> {
        // Otherwise the thread might begin to send before it hears that the task was cancelled.
        guard !Task.isCancelled else { return .failure(Self.cancelled(request)) }
        let id = queue.makeID()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard queue.submit(.start(id, request, continuation)) else {
                    return continuation.resume(returning: .failure(Self.stopped))
                }
                // The handler may have run before the start was submitted, and then cancelled nothing.
                if Task.isCancelled { _ = queue.submit(.cancel(id)) }
            }
        } onCancel: {
            _ = queue.submit(.cancel(id))
        }
    }

    private static func redirect(_ response: HTTPClientResponse, from url: RequestURL) -> RequestURL? {
        guard [301, 302, 303, 307, 308].contains(response.status.code),
            let location = response.headerFields[.location]
        else { return nil }
        return url.sameOriginRedirect(to: location)
    }

    private static func cancelled(_ request: PreparedRequest) -> HTTPClientError {
        HTTPClientError(
            code: .cancelled, message: "\(request.url.origin): the task was cancelled", mayHaveBeenCarriedOut: false)
    }

    private static var stopped: HTTPClientError {
        HTTPClientError(code: .clientStopped, message: "the client was shut down", mayHaveBeenCarriedOut: false)
    }

    // MARK: - The thread

    private static func runTransfers(_ queue: TransferQueue, _ configuration: HTTPClientConfiguration, _ logger: Logger)
    {
        do throws(HTTPClientError) {
            let worker = try TransferWorker(queue: queue, configuration: configuration)
            worker.run()
        } catch {
            logger.error("the HTTP client could not start", metadata: [LogKey.error: "\(error)"])
            for case .start(_, _, let continuation) in queue.close() { continuation.resume(returning: .failure(error)) }
        }
        queue.announceClosed()
    }

    private enum LogKey {
        static let method = "http.request.method"
        static let origin = "http.origin"
        static let status = "http.response.status_code"
        static let duration = "http.duration"
        static let error = "error"
    }
}
