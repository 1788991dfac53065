import Domain
public import Foundation
public import HTTP
public import Logging

/// Landfall's road to Microsoft Graph: reads people, groups and memberships; adds and removes memberships, one or several at once.
///
/// One for a process: it holds the process's one token, fetched when it is first needed and renewed before it ends. It repeats nothing,
/// except once after a token was not accepted, and holds nobody up: retries, breakers and the quota are its caller's.
///
/// ```swift
/// let http = try HTTPClient(configuration: configuration.httpClientConfiguration, logger: logger)
/// let graph = GraphClient(configuration: configuration, http: http, logger: logger)
/// switch await graph.change(.add, user: user, group: group, clientRequestID: id, trace: trace) {
/// case .accepted(let ids): …       // accepted, not proved
/// case .alreadySo(let ids): …      // ours only after an intent of ours
/// case .failed(let failure): …     // failure.kind says what next
/// }
/// ```
public final class GraphClient: Sendable {
    let configuration: EntraConfiguration
    let transport: GraphTransport

    /// Opens nothing yet.
    ///
    /// - Parameters:
    ///   - now: the time, for tokens and for a `Retry-After` that is a date.
    ///   - onAnswer: is told what each answer of Graph's says about the quota, before the call returns; it must be quick.
    public init(
        configuration: EntraConfiguration,
        http: HTTPClient,
        now: @escaping @Sendable () -> Date = { Date() },
        logger: Logger,
        onAnswer: @escaping @Sendable (ThrottleSignal) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.transport = GraphTransport(
            configuration: configuration, http: http, now: now, logger: logger, onAnswer: onAnswer)
    }

    /// For how long after its intent a change may be on its way, as far as we have a hand in it: it is sent within five seconds or not at all,
    /// and waited for as long as ``EntraConfiguration/requestTimeout`` says.
    public var longestChange: Duration { configuration.sendLimit + configuration.requestTimeout }

    /// Sends several calls as one, and settles each.
    func settle(
        _ batch: GraphBatch, _ priority: GraphPriority, _ trace: TraceContext?,
        intendedAt: ContinuousClock.Instant? = nil
    ) async -> BatchSettlement {
        let id = UUID().uuidString.lowercased()
        let result: Result<BatchAnswer, Failure>
        do throws(Failure) {
            result = .success(
                try await transport.answer(
                    to: batch,
                    .init(clientRequestID: id, priority: priority, trace: trace, intendedAt: intendedAt)))
        } catch {
            result = .failure(error)
        }
        return BatchSettlement(batch: batch, clientRequestID: id, result: result)
    }
}
