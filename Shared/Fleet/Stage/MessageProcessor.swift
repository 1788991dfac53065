import AMQP
import Domain
import Foundation
import Logging
import Metrics

/// Does with one message what has to be done: decode, handle, publish what follows, acknowledge; or put it where it waits, or where a
/// person finds it.
///
/// The message is acknowledged last: whatever breaks off before that, the broker delivers it again.
struct MessageProcessor: Sendable {
    let handler: any StageHandler
    let publisher: EventPublisher
    let breakers: BreakerBoard
    let retry: RetryPolicy
    let handlingLimit: Duration
    let identity: ServiceIdentity
    let now: @Sendable () -> Date
    let logger: Logger
    /// Measures the pauses before something is published once more.
    var clock: any Clock<Duration> = ContinuousClock()
    var republishing = RepublishSchedule()

    private var stage: Stage { handler.stage }

    /// - Returns: what became of the message; nil when it stays with the broker, which delivers it again.
    @discardableResult
    func process(_ delivery: AMQPDelivery) async -> MessageOutcome? {
        let elapsed = clock.stopwatch()
        let verdict = await judge(delivery)
        return await carryOut(verdict, on: delivery, elapsed) ? verdict.outcome : nil
    }

    /// What becomes of a message.
    enum Verdict {
        case acknowledge([Emission], TraceContext)
        case move(AMQPMessage, to: String, [Emission], TraceContext?, MessageOutcome)
        case leave

        var outcome: MessageOutcome? {
            switch self {
            case .acknowledge: .done
            case .move(_, _, _, _, let outcome): outcome
            case .leave: nil
            }
        }
    }

    // MARK: - Deciding

    private func judge(_ delivery: AMQPDelivery) async -> Verdict {
        let history = MessageHistory(headers: delivery.message.headers)
        let event: Event
        do throws(Failure) {
            event = try EventCoding.decode(delivery.message.body)
            guard stage.takes(event.type) else {
                throw Failure.misplaced(event, in: stage)
            }
        } catch {
            return dead(delivery.message, event: nil, error, history)
        }
        if let crash = crashedOnIt(delivery.message) { return dead(delivery.message, event: event, crash, history) }
        var logger = self.logger
        logger[metadataKey: LogKey.ritm] = "\(event.ritm)"
        if let run = event.run { logger[metadataKey: LogKey.run] = "\(run)" }
        logger[metadataKey: LogKey.trace] = "\(event.trace.traceID)"
        let context = HandlingContext(
            attempt: history.attempts + 1, trace: event.trace, body: delivery.message.body, logger: logger)

        switch await handle(event, context) {
        case nil:
            return .leave
        case .done(let emissions):
            breakers.succeeded(handler.needs)
            return .acknowledge(emissions, event.trace)
        case .later(let delay, let emissions):
            breakers.succeeded(handler.needs)
            let copy = delivery.message.copyForRedelivery()
            return .move(copy, to: stage.queue(after: delay), emissions, event.trace, .later)
        case .failed(let failure, let emissions):
            return failed(delivery.message, event, failure, emissions, history, logger)
        }
    }

    /// The failure of a message that came back to its queue time after time, when this is the last time that the broker delivers it.
    ///
    /// What killed the service would do so again, and the broker's own dead letter tells nobody: so it isn't handled any more.
    private func crashedOnIt(_ message: AMQPMessage) -> Failure? {
        let returns = message.headers[LandfallTopology.deliveryCountHeader]?.integer ?? 0
        guard returns >= LandfallTopology.deliveryLimit else { return nil }
        return Failure(
            .serviceCrashedOnIt, "it was delivered \(returns + 1) times, and came back to its queue each time before")
    }

    /// Runs the handler. Nil when the service is being stopped the hard way: then the message stays with the broker.
    private func handle(_ event: Event, _ context: HandlingContext) async -> StageOutcome? {
        do {
            let handler = handler
            let outcome = try await withTimeLimit(handlingLimit, clock: CoarseClock.shared) {
                try await handler.handle(event, context: context)
            }
            if let outcome { return outcome }
            if Task.isCancelled { return nil }
            return .failed(Failure(.serviceInterrupted, "it was not done after \(handlingLimit)"))
        } catch let failure as Failure {
            return .failed(failure)
        } catch {
            if Task.isCancelled { return nil }
            return .failed(Failure(describing: error))
        }
    }

    private func failed(
        _ message: AMQPMessage, _ event: Event, _ failure: Failure, _ emissions: [Emission], _ history: MessageHistory,
        _ logger: Logger
    ) -> Verdict {
        if let dependency = failure.reason.dependency, !failure.reason.isThrottling { breakers.failed(dependency) }
        let isOutage = failure.reason.dependency.map(breakers.isOpen) ?? false
        var generator = SystemRandomNumberGenerator()
        switch retry.decide(failure, attempt: history.attempts + 1, isOutage: isOutage, using: &generator) {
        case .retry(let rung, let countsAsAttempt):
            logger.notice(
                "it will be tried again",
                metadata: [
                    LogKey.reason: "\(failure.reason.rawValue)", LogKey.detail: "\(failure.detail)",
                    LogKey.delay: "\(rung.rawValue)",
                    LogKey.attempt: "\(history.attempts + 1)",
                ])
            let record = history.recording(
                failure, countsAsAttempt: countsAsAttempt, at: now(), instance: identity.instance)
            var copy = message.copyForRedelivery()
            record.write(to: &copy.headers)
            copy.headers[MessageHeader.error] = .string(failure.reason.rawValue)
            return .move(
                copy, to: stage.retryQueue(rung), emissions, event.trace,
                failure.reason.isThrottling ? .throttled : .retried)
        case .deadLetter:
            return dead(message, event: event, failure, history, emissions)
        }
    }

    private func dead(
        _ message: AMQPMessage, event: Event?, _ failure: Failure, _ history: MessageHistory,
        _ emissions: [Emission] = []
    ) -> Verdict {
        let record = history.recording(failure, countsAsAttempt: true, at: now(), instance: identity.instance)
        logger.error(
            "a message was dead-lettered: a person has to decide",
            metadata: [
                LogKey.ritm: "\(event?.ritm.description ?? "unknown")", LogKey.reason: "\(failure.reason.rawValue)",
                LogKey.detail: "\(failure.detail)", LogKey.responsible: "\(failure.reason.responsible.rawValue)",
                LogKey.queue: "\(stage.deadQueue)", LogKey.attempt: "\(record.attempts)",
            ])
        Counter(
            label: MetricName.deadLetters, dimensions: [("stage", stage.rawValue), ("reason", failure.reason.rawValue)]
        ).increment()
        let copy = DeadLetter.make(
            from: message, stage: stage, failure: failure, history: record, identity: identity, at: now())
        var all = emissions
        // A stage that tells of dead letters doesn't tell of its own: that would never end.
        if let event, event.type != .messageDeadLettered {
            all.append(
                Emission(
                    .messageDeadLettered(
                        MessageDeadLettered(
                            event: event, stage: stage.rawValue, attempts: record.attempts, failure: failure))))
        }
        return .move(copy, to: stage.deadQueue, all, event?.trace, .dead)
    }
}
