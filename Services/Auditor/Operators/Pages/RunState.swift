import Domain
import Fleet

/// How a run stands, in words: what is so, and whose move it is. Pure.
struct RunState: Hashable, Sendable {
    /// How it looks: `good`, `warn`, `bad`, or nothing special.
    var tone: String
    var headline: String
    var sentence: String
    var nextMove: String

    init(_ story: RunStory, orders: [OperatorOrder]) {
        switch story.latest {
        case nil:
            self = Self.stateBeforeStart(story)
        case let start?:
            self = Self.state(of: start, story)
        }
        if let deferral = story.deferral, deferral.start == story.nextStart {
            sentence += " The retry waits until \(TicketNote.time(deferral.opensAt)), when it may begin."
        }
        for drift in story.drifts { tell(of: drift) }
        if let dead = story.deadLetter { tell(of: dead) }
        if let order = orders.last(where: { $0.start == story.nextStart && $0.standing != .lapsed }),
            !story.refusedKinds.contains(order.kind)
        {
            tell(of: order)
        }
    }

    private init(_ tone: String, _ headline: String, _ sentence: String, _ nextMove: String) {
        self.tone = tone
        self.headline = headline
        self.sentence = sentence
        self.nextMove = nextMove
    }

    private static func stateBeforeStart(_ story: RunStory) -> RunState {
        if let rejection = story.rejection {
            return RunState(
                "warn", rejection.denial == nil ? "Expired" : "Rejected",
                "\(rejection.denial.map { "\(ApprovalWords.no($0)). " } ?? "")\(rejection.failure.reason.sentence) Nothing was changed.",
                "The requester’s, who may ask for it anew.")
        }
        guard story.approval == nil else {
            guard let deferral = story.deferral else {
                return RunState(
                    "", "Approved", "It is about to be carried out. Nothing was changed yet.", "Landfall’s.")
            }
            return RunState(
                "", "Approved, and waits",
                "Its changes may begin only at certain hours, next at \(TicketNote.time(deferral.opensAt)). Nothing was changed yet.",
                "Landfall’s, then.")
        }
        let asked = story.question.map { question in
            " \(ApprovalWords.stage(question)): \(ApprovalWords.asked(question)) asked, until \(TicketNote.time(question.expiresAt))."
        }
        return RunState(
            "", "Waits for approval",
            "The policy allows it, and nobody has approved it yet. Nothing was changed.\(asked ?? "")",
            "The approvers’.")
    }

    private static func state(of start: RunStory.Start, _ story: RunStory) -> RunState {
        switch start.settlement {
        case .underWay:
            return RunState("", "Being carried out", "It has begun, and hasn’t come to its end.", "Landfall’s.")
        case .landed:
            let ticket =
                story.isFulfilled
                ? "The ticket is closed complete."
                : "The ticket isn’t closed yet: that is tried until ServiceNow takes it."
            return RunState(
                "good", "Landed",
                "Every change \(story.drifts.isEmpty ? "is in place, and was" : "was in place, and") read back from Microsoft Entra. \(ticket)",
                story.isFulfilled ? "Nobody’s." : "Landfall’s.")
        case .reverted:
            if let rollback = start.end?.rollback {
                return RunState(
                    "warn", "Rolled back",
                    "What the run had changed was undone, and that was read back. Asked for by \(rollback.askedBy): “\(rollback.reason)”",
                    "Nobody’s.")
            }
            let wasUndone = start.end?.outcomes.contains { $0.state == .reverted } ?? false
            return RunState(
                "warn", "Reverted",
                wasUndone
                    ? "Not every change could be made, so those that were made are undone, and that was read back."
                    : "Microsoft Entra refused: nothing was changed.", responsible(start))
        case .stuck:
            if let rollback = start.end?.rollback {
                return RunState(
                    "bad", "Rollback stuck",
                    "Not every change of the run could be undone. Asked for by \(rollback.askedBy): “\(rollback.reason)”",
                    responsible(start, again: "the rollback can be asked for again"))
            }
            if start.end?.repair != nil {
                return RunState(
                    "bad", "Landed, and not put back",
                    "Access that was removed outside of Landfall could not be put back. What else had landed stays as it is.",
                    responsible(start))
            }
            return RunState(
                "bad", "Stuck",
                "Not every change could be made, or undone. What is in place and what isn’t stands below.",
                responsible(start))
        }
    }

    private static func responsible(
        _ start: RunStory.Start, again: String = "the run can be retried"
    ) -> String {
        let failure = start.end?.outcomes.compactMap(\.failure).first
        let who = failure?.reason.responsible ?? .operators
        return
            "\(who.title.prefix(1).uppercased())\(who.title.dropFirst()): once the cause is gone, \(again)."
    }

    private mutating func tell(of drift: AccessDrifted) {
        tone = "bad"
        let group = drift.operation?.groupName ?? drift.key.group.description
        sentence += " Looked at again at \(TicketNote.time(drift.foundAt)), \(group): \(DriftNote.sentence(drift))"
        nextMove = DriftNote.nextMove(drift).capitalizedFirst
    }

    private mutating func tell(of dead: MessageDeadLettered) {
        tone = "bad"
        sentence +=
            " A message of it stands in landfall.\(dead.stage).dead after \(dead.attempts) attempts: \(dead.failure.reason.sentence)"
        nextMove =
            "\(dead.failure.reason.responsible.title), and then whoever sends the message on again.".capitalizedFirst
    }

    private mutating func tell(of order: OperatorOrder) {
        sentence += " " + OperatorWords.standing(order)
        switch order.standing {
        case .proposed: nextMove = "A second operator’s, who agrees or lets it lapse."
        case .ordered: nextMove = "Landfall’s."
        case .lapsed: break
        }
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
