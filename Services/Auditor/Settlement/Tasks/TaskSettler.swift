import Domain
import Fleet
import Foundation
import ServiceNow

/// Closes the catalogue task of a ticket, once, and watches the ticket follow: a flow waits for the task, and closes the ticket then.
struct TaskSettler: Sendable {
    let serviceNow: ServiceNowClient
    let writes: TaskWriteStore
    let patience: FollowPatience
    /// For how long the instance may still carry out a call that is known to have no outcome.
    let lateness: Duration

    enum Outcome {
        /// The ticket is closed, and there is nothing left to do about a task.
        case settled(RequestItem)
        /// The flow has not done its part yet.
        case later(Duration)
        /// The ticket won't be closed in this way; a person has to look.
        case notApplied(Failure)
    }

    /// - Parameters:
    ///   - state: the state that the task is to get, and the ticket by its flow.
    ///   - item: the ticket now.
    /// - Throws: ``Failure``; ``Reason/serviceNowRecordGone`` when the task or the ticket is gone, or may not be read.
    func settle(
        _ write: TicketWrite, closing state: ItemState, _ item: RequestItem, trace: TraceContext
    ) async throws -> Outcome {
        if let earlier = try await writes.intended(write.cause) {
            if earlier.isSettled { return try await follow(write, state, item, earlier.number) }
            return try await takeUp(earlier, write, state, trace)
        }
        // Somebody has closed it before anything was done about its task.
        guard item.isActive else { return .settled(item) }
        let tasks = try await serviceNow.openTasks(of: item.ticket.sysID, trace: trace)
        guard let task = tasks.first else {
            return try await wait(
                write, orElse: .serviceNowTaskMissing, "\(item.ticket.number) has no open catalogue task")
        }
        guard tasks.count == 1 else {
            let numbers = tasks.map(\.number).sorted().joined(separator: ", ")
            return .notApplied(
                Failure(
                    .serviceNowTaskAmbiguous,
                    "\(item.ticket.number) has several open catalogue tasks, and none was closed: \(numbers)"))
        }
        return try await close(task, write, state, trace)
    }

    /// Goes on where the outcome of an earlier call is not on record.
    private func takeUp(
        _ earlier: TaskWriteStore.Intended, _ write: TicketWrite, _ state: ItemState, _ trace: TraceContext
    ) async throws -> Outcome {
        let unclearFor = try await writes.unclear(write)
        let task = try await read(earlier.sysID, earlier.number, trace)
        switch EarlierWrite.judge(
            setting: state, countBefore: earlier.modificationCount, task: task,
            note: task.note(containing: write.marker),
            effectWithin: unclearFor.flatMap { $0 < lateness ? lateness - $0 : nil })
        {
        case .arrived, .overtaken: return try await confirm(task, write, state, nil, trace)
        case .didNotArrive: break
        case .mayStillCome(let wait): return .later(wait)
        case .unknown:
            throw Failure(.serviceNowReplyLost, "whether the note \(write.marker) is on \(task.number) can't be read")
        }
        guard task.isActive || task.knownState == state else {
            // A task that somebody has closed stays as they left it.
            return .notApplied(
                Failure(.serviceNowTaskMissing, "\(task.number) had been closed meanwhile with state \(task.state)"))
        }
        return try await close(task, write, state, trace)
    }

    private func close(
        _ task: CatalogTask, _ write: TicketWrite, _ state: ItemState, _ trace: TraceContext
    ) async throws -> Outcome {
        try await writes.intend(
            write, closing: task.sysID, task.number, modificationCount: task.modificationCount)
        guard let correlation = try await call(task.sysID, write, state, trace) else {
            throw gone(task.number, task.sysID)
        }
        return try await confirm(
            try await read(task.sysID, task.number, trace), write, state, correlation, trace)
    }

    private func call(
        _ task: SysID, _ write: TicketWrite, _ state: ItemState, _ trace: TraceContext
    ) async throws -> CorrelationIDs? {
        do {
            let values = write.taskValues(closing: state, in: serviceNow.itemStates)
            return try await serviceNow.updateTask(task, values, trace: trace)
        } catch let failure as Failure where failure.wasNotCarriedOut || failure.reason == .serviceNowUnavailable {
            // Turned away, or not even sent: the next try needn't wait for what comes of it.
            try await writes.recordTurnedAway(write)
            throw failure
        }
    }

    /// Looks whether the task shows it: what the answer to a write says isn't proof, because rules run after it.
    private func confirm(
        _ task: CatalogTask, _ write: TicketWrite, _ state: ItemState, _ correlation: CorrelationIDs?,
        _ trace: TraceContext
    ) async throws -> Outcome {
        guard task.knownState == state else {
            return .notApplied(
                Failure(
                    .serviceNowNotApplied,
                    "\(task.number) shows state \(task.state), written was \(serviceNow.itemStates[state])",
                    correlation: correlation))
        }
        try await writes.settle(write, requestID: correlation?.requestID)
        let ticket = write.ticket
        guard let item = try await serviceNow.requestItem(ticket.sysID, trace: trace) else {
            throw gone(ticket.number.description, ticket.sysID)
        }
        return try await follow(write, state, item, task.number)
    }

    private func follow(
        _ write: TicketWrite, _ state: ItemState, _ item: RequestItem, _ task: String
    ) async throws -> Outcome {
        if item.isActive {
            return try await wait(
                write, orElse: .serviceNowItemNotFollowed,
                "\(task) is closed, and \(item.ticket.number) is still open with state \(item.state)")
        }
        guard item.knownState == state else {
            return .notApplied(
                Failure(
                    .serviceNowItemNotFollowed,
                    "\(task) was closed with state \(serviceNow.itemStates[state]), and then \(item.ticket.number) was closed "
                        + "with state \(item.state)"))
        }
        return .settled(item)
    }

    private func wait(_ write: TicketWrite, orElse reason: Reason, _ detail: String) async throws -> Outcome {
        let waited = try await writes.wait(write)
        if let pause = patience.pause(after: waited) { return .later(pause) }
        return .notApplied(Failure(reason, "\(detail), after \(waited.components.seconds) s of waiting for its flow"))
    }

    private func read(_ id: SysID, _ number: String, _ trace: TraceContext) async throws -> CatalogTask {
        guard let task = try await serviceNow.task(id, trace: trace) else { throw gone(number, id) }
        return task
    }

    private func gone(_ number: String, _ id: SysID) -> Failure {
        Failure(.serviceNowRecordGone, "\(number) (\(id)) is gone, or may not be read")
    }
}
