import Domain
import Fleet
import Foundation
import Logging
import ServiceLifecycle
import ServiceNow

/// Orders what automations propose, each once, as a ticket of the catalogue.
///
/// That an order is about to be made is on record first. An order whose answer was lost is looked for by the mark in its variables before
/// there is another; it is found by whoever takes the intent next.
struct IntentOrderer: Service {
    /// Intents that are taken at a time.
    static let batch = 20
    /// After this many seconds somebody else takes what an orderer took and didn't finish: longer than all of its calls take.
    static let lease: TimeInterval = 600
    /// How often to look for rows that nobody told this instance of.
    private static let sweep = Duration.seconds(5)
    /// The longest pause after a failure, in seconds.
    private static let longestPause: TimeInterval = 300

    let store: IntentStore
    let serviceNow: ServiceNowClient
    /// The one in force.
    let policy: @Sendable () async throws -> Policy
    let arrivals: ChangeSignal
    /// How long an instance may still carry out a call whose answer was lost, in seconds.
    let lateness: TimeInterval
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                let generation = arrivals.generation
                do {
                    if try await orderDue() > 0 { continue }
                } catch {
                    try Task.checkCancellation()
                    logger.error("intents can't be ordered; it is tried again", metadata: [LogKey.error: "\(error)"])
                }
                _ = await withTimeLimit(Self.sweep, clock: CoarseClock.shared) {
                    await arrivals.wait(after: generation)
                }
            }
        }
    }

    /// - Returns: how many were due.
    func orderDue() async throws -> Int {
        let due = try await store.takeDue(limit: Self.batch, lease: Self.lease, at: now())
        for kept in due { try await advance(kept) }
        return due.count
    }

    private func advance(_ kept: IntentStore.Kept) async throws {
        do {
            switch IntentStep.next(
                of: kept.state, orderedAt: kept.orderedAt, request: kept.request, lateness: lateness, now: now())
            {
            case .order: try await order(kept)
            case .readItem(let request): try await readItem(of: request, for: kept)
            case .look(let time): try await look(for: kept, since: time)
            case .wait(let time): try await store.putOff(kept, until: time, because: Self.lost)
            }
        } catch let failure as Failure {
            try await failed(kept, failure)
        }
    }

    private static let lost = "the order's answer was lost; it is looked for"

    private func order(_ kept: IntentStore.Kept) async throws {
        guard let item = try await policy()[kept.intent.catalogItem], let rule = item.intents else {
            return try await refuse(kept, "the policy does not let automations ask for the item any more")
        }
        guard let name = UserName(kept.intent.requestedFor) else {
            return try await refuse(kept, "nobody can have the user name that it is for")
        }
        let people = try await serviceNow.users(named: name)
        guard let person = people.first, people.count == 1 else {
            let found = people.isEmpty ? "nobody active" : "\(people.count) people"
            return try await refuse(kept, "\(found) in ServiceNow has the user name \(name)")
        }
        guard try await store.ordering(kept, at: now()) else { return }
        let request: SysID
        do {
            request = try await serviceNow.order(
                item.sysID, for: person,
                variables: IntentOrder.variables(of: kept.intent, item, rule, client: kept.client)
            ).request
        } catch let failure as Failure where failure.reason.kind != .unknown {
            // It says that nothing was ordered.
            guard failure.reason.kind == .permanent else {
                return try await store.notOrdered(kept, until: pause(kept, failure), because: failure.description)
            }
            return try await refuse(kept, failure.description)
        }
        try await store.requested(kept, request)
        try await readItem(of: request, for: kept)
    }

    private func readItem(of request: SysID, for kept: IntentStore.Kept) async throws {
        guard let ticket = try await serviceNow.items(ofRequest: request).first else {
            throw Failure(.serviceNowUnreadable, "the request \(request) shows no item yet")
        }
        try await settle(kept, as: ticket)
    }

    private func look(for kept: IntentStore.Kept, since time: Date) async throws {
        guard let rule = try await policy()[kept.intent.catalogItem]?.intents else {
            return try await refuse(kept, "the policy does not let automations ask for the item any more")
        }
        let tickets = try await serviceNow.items(of: kept.intent.catalogItem, orderedSince: time)
        for ticket in tickets {
            guard let variables = try await serviceNow.variables(of: ticket.sysID),
                variables.values[rule.reasonVariable] != nil || !variables.hidesSome
            else {
                // What can't be seen may be the order: another one could be the second.
                throw Failure(.serviceNowItemUnreadable, "the variables of \(ticket.number) are not to be read")
            }
            if variables.values[rule.reasonVariable].flatMap(IntentMark.init(in:))?.intent == kept.id {
                return try await settle(kept, as: ticket)
            }
        }
        try await store.notOrdered(kept, until: now(), because: "no order came of it; it is ordered again")
    }

    private func settle(_ kept: IntentStore.Kept, as ticket: Ticket) async throws {
        try await store.ordered(kept, as: ticket)
        logger.info(
            "what an automation proposed is ordered",
            metadata: ["client": "\(kept.client)", LogKey.ritm: "\(ticket.number)"])
    }

    private func refuse(_ kept: IntentStore.Kept, _ note: String) async throws {
        try await store.refused(kept, because: note)
        logger.warning(
            "what an automation proposed is refused", metadata: ["client": "\(kept.client)", LogKey.detail: "\(note)"])
    }

    /// An unanswered order stays "ordering"; what failed otherwise is tried again from where it stands.
    private func failed(_ kept: IntentStore.Kept, _ failure: Failure) async throws {
        logger.warning(
            "an intent could not be worked on; it is tried again",
            metadata: ["client": "\(kept.client)", LogKey.error: "\(failure)"])
        try await store.putOff(kept, until: pause(kept, failure), because: failure.description)
    }

    private func pause(_ kept: IntentStore.Kept, _ failure: Failure) -> Date {
        let pause = min(TimeInterval(1 << min(kept.looks, 8)), Self.longestPause)
        return now().addingTimeInterval(max(pause, failure.retryAfterSeconds ?? 0))
    }
}
