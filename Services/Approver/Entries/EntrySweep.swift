import Domain
import Fleet
import Foundation
import Logging
import ServiceLifecycle

/// States what has happened with requests, until the broker has it.
///
/// An entry is noted as stated only after the broker's confirm; a sweep that dies before that leaves it due, and it is stated again: the same
/// fact has the same id.
struct EntrySweep: Service {
    /// Entries that are taken at a time.
    static let batch = 200
    /// After this many seconds somebody else takes what a sweep took and didn't finish.
    static let lease: TimeInterval = 30
    /// How often to look for entries that nobody told this process of.
    private static let pause = Duration.seconds(1)

    let entries: EntryStore
    let publisher: EventPublisher
    /// Is told of entries that this process has committed.
    let arrivals: ChangeSignal
    let logger: Logger

    func run() async {
        // Thrown is cancellation alone: then it is over.
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let generation = arrivals.generation
                if await stateDue() { continue }
                try Task.checkCancellation()
                _ = await withTimeLimit(Self.pause, clock: CoarseClock.shared) {
                    await arrivals.wait(after: generation)
                }
            }
        }
    }

    /// - Returns: whether there is more to state at once.
    func stateDue() async -> Bool {
        do {
            let due = try await entries.takeDue(limit: Self.batch, lease: Self.lease)
            let stated = await withTaskGroup(of: [EntryStore.Entry].self) { group in
                // One request's in their order; one that can't be stated holds up no other request.
                for own in Dictionary(grouping: due, by: \.run).values { group.addTask { await state(own) } }
                return await group.reduce(into: []) { $0 += $1 }
            }
            try await entries.stated(stated)
            let known = Set(stated.map(\.id))
            let left = due.filter { !known.contains($0.id) }
            try await entries.putOff(left, seconds: 2)
            return due.count == Self.batch && left.isEmpty
        } catch {
            guard !Task.isCancelled else { return false }
            logger.error(
                "it can't be seen what is to be stated of approvals; it is tried again",
                metadata: [LogKey.error: "\(error)"])
            return false
        }
    }

    /// - Returns: those that the broker has.
    private func state(_ own: [EntryStore.Entry]) async -> [EntryStore.Entry] {
        var stated: [EntryStore.Entry] = []
        for entry in own {
            do {
                try await publisher.publish([Emission(entry.fact)], trace: entry.trace)
                stated.append(entry)
            } catch {
                if !Task.isCancelled {
                    logger.error(
                        "what happened with an approval can't be stated; it is tried again",
                        metadata: [
                            LogKey.ritm: "\(entry.fact.ritm)", LogKey.run: "\(entry.run)",
                            LogKey.eventType: "\(entry.fact.type.rawValue)", LogKey.error: "\(error)",
                        ])
                }
                break
            }
        }
        return stated
    }
}
