import Domain
import Foundation
import Postgres

/// Whose turn it is to change a membership: conditions on an operation that is called `o`.
///
/// A request that comes second waits until the run of the first has come to its end, not only until its change is made: until then it may
/// be taken back, and the second would rely on what vanishes. What the first has found in place, it relies on: nobody changes that before
/// its run has ended.
enum PairTurn {
    /// A run that nobody works on holds the turn of what it hasn't begun no longer than this, in seconds.
    static let planned: TimeInterval = 300

    /// Whether nobody else has changed the membership since it was read.
    static func isUnchanged(since pairVersion: Int64) -> PostgresStatement {
        """
        \(pairVersion) = (SELECT COALESCE(max(other.version), 0) FROM ledger.operations other
            WHERE other.user_id = o.user_id AND other.group_id = o.group_id AND other.key <> o.key
                AND other.state NOT IN ('planned', 'refused'))
        """
    }

    /// Whether no other request is at work on the membership, and none that was made earlier is about to be.
    ///
    /// Requests are in the order of their numbers, which ServiceNow counts up. One that was made earlier only counts where this membership
    /// is the next that it begins (``LedgerRun/inOrderOfTurns``): else it may itself be waiting, for us.
    ///
    /// The removal of an access at its end comes after all requests, whatever its number: one of them may renew the access. It is a run of one
    /// operation, so that it holds nothing while it waits.
    static func isOurs(at now: Date) -> PostgresStatement {
        """
        NOT EXISTS (
            SELECT 1 FROM ledger.operations other JOIN ledger.runs its ON its.run = other.run JOIN ledger.runs ours ON ours.run = o.run
            WHERE other.user_id = o.user_id AND other.group_id = o.group_id AND other.key <> o.key
                AND (other.state IN ('intended', 'applied', 'reverting')
                    OR its.outcome IS NULL AND (
                        other.state = 'verified' AND other.is_our_change
                        OR other.state IN ('satisfied', 'verified') AND other.action <> o.action
                        OR other.state = 'planned' AND its.direction = 'forward'
                            -- Also where a clock was set back since.
                            AND its.opened_at BETWEEN \(now - planned) AND \(now + planned)
                            AND (its.is_end, length(its.ritm), its.ritm) < (ours.is_end, length(ours.ritm), ours.ritm)
                            AND NOT EXISTS (
                                SELECT 1 FROM ledger.operations before
                                WHERE before.key = ANY(its.keys) AND before.state = 'planned' AND before.group_id < other.group_id))))
        """
    }

    /// Keeps what has been proved on a membership from being taken back by a person's wish until the transaction is over: whoever is about to
    /// rely on it does so before that, or sees it. A statement by itself, as ``lockOfRemovals(of:)``.
    static func lockOfVerified(besides key: OperationKey) -> PostgresStatement {
        """
        SELECT 1 FROM ledger.operations
        WHERE user_id = \(key.user.description)::uuid AND group_id = \(key.group.description)::uuid AND key <> \(key.description)
            AND state = 'verified' ORDER BY key FOR SHARE
        """
    }

    /// Whether a removal that ends an access is still to be made: a later request may have taken its place.
    static let isStillDue: PostgresStatement =
        "NOT EXISTS (SELECT 1 FROM ledger.removals r WHERE r.key = o.key AND r.state <> 'started')"

    /// Locks what is planned for the end of a membership, so that whoever changes the membership, or relies on it, does so one after the
    /// other. A statement by itself: the next one has to see what those committed who held the lock before.
    static func lockOfRemovals(of key: OperationKey) -> PostgresStatement {
        """
        SELECT 1 FROM ledger.removals
        WHERE user_id = \(key.user.description)::uuid AND group_id = \(key.group.description)::uuid ORDER BY key FOR UPDATE
        """
    }
}
