import Domain
import Fleet
import Foundation
import Logging
import ServiceLifecycle
import ServiceNow
import Synchronization

/// Looks up whether the instance offers the configured states: at the start, and again when ServiceNow was away.
///
/// What may not be read is said, and taken for right: whatever is written to a ticket is read back.
final class StateWatch: Service, Sendable {
    private struct Standing: Hashable {
        var wasLookedUp = false
        var ofItems: String?
        var ofIncidents: String?
    }

    /// Asks the instance what it offers.
    typealias LookUp = @Sendable (ServiceNowClient.StatefulTable) async throws -> StateChoices

    private let itemStates: StateValues<ItemState>
    /// Nil where no incidents are opened.
    private let incidentStates: StateValues<IncidentState>?
    private let lookUp: LookUp
    private let pause: Duration
    private let logger: Logger
    private let standing = Mutex(Standing())
    private let returns = ChangeSignal()

    /// - Parameter pause: until the instance is asked again when it doesn't answer, or doesn't offer what is needed.
    init(
        itemStates: StateValues<ItemState>, incidentStates: StateValues<IncidentState>?, pause: Duration = .seconds(30),
        logger: Logger, lookUp: @escaping LookUp
    ) {
        self.itemStates = itemStates
        self.incidentStates = incidentStates
        self.lookUp = lookUp
        self.pause = pause
        self.logger = logger
    }

    /// Why no ticket is to be set to a state; nil where nothing is known to be wrong.
    @Sendable func itemProblem() -> String? { standing.withLock(\.ofItems) }

    /// What keeps the service from being ready.
    @Sendable func problem() -> String? {
        let standing = standing.withLock(\.self)
        guard standing.wasLookedUp else { return "the states that the instance offers are not looked up yet" }
        let problems = [standing.ofItems, standing.ofIncidents].compactMap(\.self)
        return problems.isEmpty ? nil : problems.joined(separator: "; ")
    }

    /// ServiceNow is back after it was away.
    func lookAgain() { returns.notify() }

    func run() async {
        // Thrown is cancellation alone: then it is over.
        try? await cancelWhenGracefulShutdown { [self] in
            while !Task.isCancelled {
                let generation = returns.generation
                if await look() {
                    await returns.wait(after: generation)
                } else {
                    try await Task.sleep(for: pause)
                }
            }
        }
    }

    /// Looks once.
    ///
    /// - Returns: whether there is nothing more to find out before ServiceNow is away the next time.
    func look() async -> Bool {
        let items = await choices(of: .requestItem)
        let incidents = incidentStates == nil ? nil : await choices(of: .incident)
        if Task.isCancelled { return false }
        let found = standing.withLock { standing in
            standing.wasLookedUp = true
            if let items {
                standing.ofItems = StateProblem.find(itemStates, from: Settings.itemStates, in: .requestItem, items)
            }
            if let incidents, let incidentStates {
                standing.ofIncidents = StateProblem.find(
                    incidentStates, from: Settings.incidentStates, in: .incident, incidents)
            }
            return standing
        }
        let problems = [found.ofItems, found.ofIncidents].compactMap(\.self)
        for problem in problems {
            logger.error("the instance doesn't offer a state that is needed", metadata: [LogKey.detail: "\(problem)"])
        }
        let isAnswered = items != nil && (incidents != nil || incidentStates == nil)
        return isAnswered && problems.isEmpty
    }

    /// Nil when the instance doesn't answer.
    private func choices(of table: ServiceNowClient.StatefulTable) async -> StateChoices? {
        let choices: StateChoices
        do {
            choices = try await lookUp(table)
        } catch let failure as Failure where failure.reason.kind == .permanent {
            choices = .unknown(failure.description)
        } catch {
            logger.warning(
                "the states that the instance offers can't be looked up now; it is tried again",
                metadata: [LogKey.error: "\(error)"])
            return nil
        }
        if case .unknown(let why) = choices {
            logger.warning(
                "the states that \(table.rawValue) offers can't be looked up: the configured values are used",
                metadata: [LogKey.detail: "\(why)"])
        }
        return choices
    }
}
