import Domain
import Fleet
import Metrics
import Teams

/// Posts each card once, as far as anybody can know: intends it on record, posts, and puts on record what came of it.
///
/// Whether a card was posted can't be looked up. Where the answer was lost, or the process ended in the midst, the card is posted again, and
/// says so: twice is better than never.
struct CardDelivery: Sendable {
    let store: CardStore
    let rate: CardRate
    let channels: CardChannels

    static let noteOfRepetition = "Posted again: it is not known whether this card arrived before."

    /// - Throws: ``Domain/Failure`` when the card was not taken, or may not have been.
    func deliver(_ notice: CardNotice, of event: Event) async throws -> StageOutcome {
        switch try await store.take(notice, of: event) {
        case .sent: return .done()
        case .held: return .later(.seconds(5))
        case .taken(let taken):
            try await send(taken)
            return .done()
        }
    }

    /// Finds out whether Teams takes cards, by one that waits to be posted anyway: a webhook has nothing that could be asked without effect.
    ///
    /// - Throws: what says that it doesn't.
    func probe() async throws {
        guard let taken = try await store.takeOldest() else { return }
        do {
            try await send(taken)
        } catch let failure as Failure where failure.reason == .teamsCardRefused || failure.reason == .teamsThrottled {
            // It answers, and that is what was asked.
        }
    }

    private func send(_ taken: CardStore.Taken) async throws {
        let message = try CardMessage.encode(taken.card, note: taken.isUnclear ? Self.noteOfRepetition : nil)
        do {
            try await rate.withSlot { try await channels.post(message, to: taken.channel) }
        } catch let failure as Failure {
            count(taken, failure.reason.isThrottling ? "throttled" : "failed")
            try await store.record(failure, of: taken)
            throw failure
        }
        count(taken, "sent")
        try await store.recordSent(taken)
    }

    private func count(_ taken: CardStore.Taken, _ outcome: String) {
        Counter(label: MetricName.cards, dimensions: [("kind", taken.kind), ("outcome", outcome)]).increment()
    }
}
