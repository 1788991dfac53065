import CCurl

/// Runs every transfer of a client, on one thread.
///
/// Not `Sendable`: it is made on its thread, and the compiler keeps it there, with the handles that it owns.
final class TransferWorker {
    private let queue: TransferQueue
    private let configuration: HTTPClientConfiguration
    private let multi: CurlMulti
    private let clock = LoopClock()
    private var commands: [TransferQueue.Command] = []
    private var active: [UInt64: Transfer] = [:]
    private var spare: SpareHandles
    /// No transfer's deadline is before this; it is found again only when it passes.
    private var earliestDeadline: ContinuousClock.Instant?
    private var stopDeadline: ContinuousClock.Instant?

    /// - Throws: ``HTTPClientError`` with the code `internalFailure` for want of memory or of descriptors.
    init(queue: TransferQueue, configuration: HTTPClientConfiguration) throws(HTTPClientError) {
        self.queue = queue
        self.configuration = configuration
        self.spare = SpareHandles(configuration: configuration)
        self.multi = try CurlMulti(
            maximumConnections: configuration.maximumConnections,
            maximumConnectionsPerHost: configuration.maximumConnectionsPerHost, clock: clock)
    }

    /// Works until it is told to stop, then lets go of everything.
    func run() {
        var isHealthy = true
        while isHealthy {
            queue.take(&commands)
            for command in commands { follow(command) }
            commands.removeAll(keepingCapacity: true)
            isHealthy = multi.runTimer()
            while let (handle, result) = multi.nextFinished() { finish(handle, result) }
            endOverdue()
            if let stopDeadline, active.isEmpty || stopDeadline <= clock.now { break }
            guard isHealthy else { break }
            let limit: Duration = queue.prepareToWait() ? timeToWait : .zero
            isHealthy = multi.wait(atMost: limit, wakingOn: queue.wakePipe)
            queue.endWait()
        }
        let ending =
            isHealthy
            ? Ending(code: .clientStopped, reason: "the client was shut down")
            : Ending(code: .internalFailure, reason: "libcurl can't go on")
        for command in queue.close() { refuse(command, ending) }
        for transfer in active.values {
            end(transfer, .failure(transfer.failure(ending.code, ending.reason)))
        }
    }

    // MARK: - Commands

    private func follow(_ command: TransferQueue.Command) {
        switch command {
        case .start(let id, let request, let continuation):
            if stopDeadline == nil {
                start(id, request, continuation)
            } else {
                refuse(command, Ending(code: .clientStopped, reason: "the client is being shut down"))
            }
        case .cancel(let id):
            guard let transfer = active[id] else { return }
            end(transfer, .failure(transfer.failure(.cancelled, "the task was cancelled")))
        case .stop(let grace):
            let deadline = clock.now + grace
            stopDeadline = min(stopDeadline ?? deadline, deadline)
        }
    }

    private func start(_ id: UInt64, _ request: PreparedRequest, _ continuation: TransferContinuation) {
        do throws(CurlFailure) {
            let easy = try spare.take(for: request.kind)
            let transfer = try Transfer(
                id: id, request: request, easy: easy, configuration: configuration, clock: clock,
                continuation: continuation)
            do throws(CurlFailure) {
                try transfer.attach()
                try multi.add(easy)
            } catch {
                spare.keep(easy, for: transfer.detach(isOrdinary: false))
                throw error
            }
            active[id] = transfer
            watch(transfer, from: clock.now)
        } catch {
            let failure = HTTPClientError.TransferFailure(
                result: error.result, detail: "", origin: request.url.origin, sendingBegan: false)
            continuation.resume(returning: .failure(HTTPClientError(failure)))
        }
    }

    private struct Ending {
        var code: HTTPClientError.Code
        var reason: String
    }

    private func refuse(_ command: TransferQueue.Command, _ ending: Ending) {
        guard case .start(_, let request, let continuation) = command else { return }
        let error = HTTPClientError(
            code: ending.code, message: "\(request.url.origin): \(ending.reason)", mayHaveBeenCarriedOut: false)
        continuation.resume(returning: .failure(error))
    }

    // MARK: - Ends

    private func finish(_ handle: UnsafeMutableRawPointer, _ result: CURLcode) {
        var context: UnsafeMutableRawPointer?
        guard ccurl_easy_getinfo_pointer(handle, CURLINFO_PRIVATE, &context) == CURLE_OK, let context else { return }
        let transfer = TransferCallbacks.transfer(context)
        end(transfer, transfer.outcome(result))
    }

    /// The one end of every transfer that was started: handle out, list free, caller told.
    private func end(_ transfer: Transfer, _ outcome: Result<ReceivedResponse, HTTPClientError>) {
        active[transfer.id] = nil
        multi.remove(transfer.easy)
        let isOrdinary = if case .success = outcome { true } else { false }
        spare.keep(transfer.easy, for: transfer.detach(isOrdinary: isOrdinary))
        transfer.continuation.resume(returning: outcome)
    }

    // MARK: - Time

    private func endOverdue() {
        guard let earliest = earliestDeadline else { return }
        let now = clock.now
        guard earliest <= now else { return }
        earliestDeadline = nil
        for transfer in Array(active.values) {
            if transfer.deadline <= now { transfer.noteUpload() }
            if transfer.request.deadline <= now {
                end(transfer, .failure(transfer.failure(.timeout(.request), "the request took longer than its limit")))
            } else if transfer.deadline <= now {
                end(transfer, .failure(transfer.failure(.timeout(.idle), "no byte came or went within the limit")))
            } else {
                watch(transfer, from: now)
            }
        }
    }

    /// Makes sure that no deadline of the transfer is missed, also not one that will be set when sending begins.
    private func watch(_ transfer: Transfer, from now: ContinuousClock.Instant) {
        let deadline = min(transfer.deadline, now + configuration.idleTimeout)
        earliestDeadline = min(earliestDeadline ?? deadline, deadline)
    }

    private var timeToWait: Duration {
        let longest = Duration.seconds(3600)
        guard let next = [earliestDeadline, stopDeadline].compactMap({ $0 }).min() else { return longest }
        return min(longest, clock.now.duration(to: next))
    }
}
