import Domain
import Postgres

/// What a call without a clear answer may still do, for as long as ``Ledger/effectLimit`` says: conditions on an operation that is called `o`.
///
/// The same call once more does no harm, since both have one effect together. One that does the opposite has to wait: the first could have
/// its effect afterwards, and what was removed would be there again.
enum LateEffect {
    /// Attempts that may have had their effect, or still have it: on their way, cut off, or without an answer that says so.
    static let isUnclear: PostgresStatement = "(outcome IS NULL OR outcome IN ('failed', 'throttled', 'interrupted'))"

    /// Until when calls for an operation that has been settled may still have such an effect.
    static func column(of effect: MembershipAction) -> PostgresStatement {
        switch effect {
        case .add: "adding_until"
        case .remove: "removing_until"
        }
    }

    /// Whether nobody's call may still do the opposite on the membership.
    static func isNone(against effect: MembershipAction) -> PostgresStatement {
        """
        NOT EXISTS (SELECT 1 FROM ledger.operations other WHERE other.user_id = o.user_id AND other.group_id = o.group_id
            AND other.\(fragment: column(of: effect.opposite)) > clock_timestamp())
        """
    }

    /// Whether a call that began later than an attempt may have had the effect of which the attempt only hears.
    static func isAnother(besides attempt: LedgerAttempt) -> PostgresStatement {
        """
        EXISTS (SELECT 1 FROM ledger.attempts WHERE key = \(attempt.key.description) AND attempt > \(attempt.number)
            AND direction = \(RunDirection.forward.rawValue) AND \(fragment: isUnclear))
        """
    }

    /// Keeps, in an update that settles an operation by an attempt, until when its other calls in that direction may still have an effect.
    ///
    /// A later call counts from now on: the update may have waited for its intent, and then doesn't see the row that was added with it.
    static func kept(besides attempt: LedgerAttempt, _ direction: RunDirection, limit: Double) -> PostgresStatement {
        let column = column(of: attempt.key.effect(of: direction))
        return """
            \(fragment: column) = GREATEST(\(fragment: column),
                CASE WHEN attempts > \(attempt.number) THEN clock_timestamp() + \(limit) * interval '1 second' END,
                CASE WHEN \(attempt.followsUnknown) THEN
                    (SELECT max(COALESCE(a.committed_at, a.began_at)) + \(limit) * interval '1 second' FROM ledger.attempts a
                    WHERE a.key = \(attempt.key.description) AND a.attempt <> \(attempt.number)
                        AND a.direction = \(direction.rawValue) AND \(fragment: isUnclear))
                END)
            """
    }
}

extension OperationKey {
    /// What calls do that are made for it in that direction.
    func effect(of direction: RunDirection) -> MembershipAction {
        switch direction {
        case .forward: action
        case .back: action.opposite
        }
    }
}
