import CCurl

/// One request under way: the handle that carries it, what that handle points to, and what has come back.
///
/// libcurl's callbacks get the transfer's address. That is sound because the worker holds every transfer from before its
/// handle is added to the multi handle until after it was removed, and libcurl calls back only in between.
final class Transfer {
    let id: UInt64
    let request: PreparedRequest
    let easy: CurlEasy
    let continuation: TransferContinuation
    /// The list that `easy` points to; it ends with the transfer, after ``detach(isOrdinary:)``.
    let headerList: CurlHeaderList
    private let idleTimeout: Duration
    private let clock: LoopClock

    private(set) var collector: ResponseCollector
    /// How often libcurl began to send the request.
    private(set) var sendings = 0
    /// When a byte moved last, by the clock's ``LoopClock/elapsed``; `nil` before sending began.
    private var lastActivity: Duration?
    private var uploadedBytes = 0

    /// - Throws: ``CurlFailure`` for want of memory.
    init(
        id: UInt64, request: PreparedRequest, easy: CurlEasy, configuration: HTTPClientConfiguration,
        clock: LoopClock, continuation: TransferContinuation
    ) throws(CurlFailure) {
        self.headerList = try CurlHeaderList(zeroTerminatedLines: request.headerLines)
        self.id = id
        self.request = request
        self.easy = easy
        self.continuation = continuation
        self.idleTimeout = configuration.idleTimeout
        self.clock = clock
        self.collector = ResponseCollector(
            maximumHeadBytes: configuration.maximumResponseHeadBytes,
            maximumBodyBytes: configuration.maximumResponseBytes)
    }

    /// Whether the server may have seen the request.
    var sendingBegan: Bool { sendings > 0 }

    /// The first of the two limits that the client keeps itself.
    var deadline: ContinuousClock.Instant {
        guard let lastActivity else { return request.deadline }
        return min(clock.instant(at: lastActivity) + idleTimeout, request.deadline)
    }

    // MARK: - What libcurl calls

    /// libcurl has a connection and is about to send the request. Returns whether it may.
    ///
    /// When a connection that was used before turns out to be dead, libcurl sends the request again on a new one,
    /// whatever its method and however much of it had left. For an unsafe method that could make the change twice, so
    /// there is one sending, and the caller is told that its fate is unknown.
    func beginSending() -> Bool {
        sendings += 1
        noteActivity()
        return sendings == 1 || request.isSafe
    }

    func receiveHeadLine(_ line: UnsafeRawBufferPointer) -> Bool {
        noteActivity()
        return collector.receiveHeadLine(line)
    }

    func receiveBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        noteActivity()
        return collector.receiveBody(piece)
    }

    /// Moves the idle deadline if bytes of the body went out, which libcurl doesn't report by itself.
    func noteUpload() {
        let uploaded = easy.offset(CURLINFO_SIZE_UPLOAD_T)
        guard uploaded > uploadedBytes else { return }
        uploadedBytes = uploaded
        noteActivity()
    }

    private func noteActivity() {
        lastActivity = clock.elapsed
    }
}

/// Where the outcome of a transfer goes; used exactly once.
typealias TransferContinuation = CheckedContinuation<Result<ReceivedResponse, HTTPClientError>, Never>
