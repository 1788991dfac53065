import Domain

/// What operators are told, in sentences. Pure.
enum OperatorWords {
    static func sentence(_ refusal: RetryRefusal) -> String {
        switch refusal {
        case .underWay: "It is being carried out at the moment."
        case .landed: "Every change of it is in place, and proved: there is nothing to retry."
        case .superseded:
            "A later request has changed one of its memberships the other way: the older one doesn’t undo that."
        case .withdrawn: "Its request was withdrawn in ServiceNow. Whoever needs the access asks for it again."
        case .rolledBack: "It was taken back because a person wished it. Whoever needs the access asks for it again."
        case .noSuchEnd: "The Executor knows of no end of the run that this would answer."
        }
    }

    static func sentence(_ refusal: RollbackRefusal) -> String {
        switch refusal {
        case .underWay: "It is being carried out at the moment."
        case .nothingInPlace: "Nothing that it has changed is in place: there is nothing to take back."
        case .superseded:
            "One of its memberships has been changed the other way since, by a later request or at the end of the access."
        case .noSuchEnd: "The Executor knows of no end of the run that this would take back."
        }
    }

    static func verb(_ kind: OperatorOrder.Kind) -> String {
        switch kind {
        case .retry: "Retry"
        case .rollback: "Rollback"
        }
    }

    /// What has come of an order, as far as it is known here.
    static func standing(_ order: OperatorOrder) -> String {
        let asked = "\(verb(order.kind)) asked for by \(order.askedBy.title) at \(TicketNote.time(order.askedAt))"
        let why = order.reason.map { ": “\($0)”" } ?? ""
        let agreed = order.agreedBy.map { person in
            " Agreed by \(person.title)\(order.agreedAt.map { " at \(TicketNote.time($0))" } ?? "")."
        }
        return switch order.standing {
        case .proposed(let until): "\(asked)\(why). It waits for a second person until \(TicketNote.time(until))."
        case .lapsed: "\(asked)\(why). Nobody agreed in time: nothing was done."
        case .ordered:
            "\(asked)\(why).\(agreed ?? "") \(order.isOrderStated ? "The Executor has been told." : "It is kept, and on its way to the Executor.")"
        }
    }

    /// What a run is to change, or to take back.
    static func change(_ operation: PlannedOperation, for person: Person) -> String {
        switch operation.key.action {
        case .add: "Add \(person.displayName) to \(operation.groupName)"
        case .remove: "Remove \(person.displayName) from \(operation.groupName)"
        }
    }

    /// What taking a run back does to one of its changes.
    static func undoing(_ operation: PlannedOperation, in ended: RunEnded?, for person: Person) -> String {
        let outcome = ended?.outcomes.first { $0.key == operation.key }
        guard outcome?.isOurChange == true else {
            return "\(operation.groupName) stays as it is: this run has not changed it."
        }
        return switch operation.key.action {
        case .add: "\(person.displayName) is removed from \(operation.groupName) again."
        case .remove: "\(person.displayName) is added to \(operation.groupName) again."
        }
    }
}
