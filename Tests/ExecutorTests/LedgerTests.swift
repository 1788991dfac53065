import Domain
import Fleet
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Executor

@Suite("The ledger")
struct LedgerTests {
    let now = Samples.at

    func withLedger(_ body: (Ledger) async throws -> Void) async throws {
        try await TestDatabase.with("ledger", LedgerSchema.migrations) { database in
            try await body(Ledger(database: database, effectLimit: .zero))
        }
    }

    /// The attempt that an intent was committed under.
    func committed(_ intent: Ledger.Intent) throws -> LedgerAttempt {
        guard case .committed(let attempt) = intent else {
            throw NeverCommitted(intent: "\(intent)")
        }
        return attempt
    }

    struct NeverCommitted: Error { var intent: String }

    @Test("Opening a run twice is opening it once, in the order of the plan")
    func openTwice() async throws {
        let plan = try Samples.plan(groups: [Samples.otherGroup, Samples.group])
        try await withLedger { ledger in
            let first = try await ledger.open(Samples.mandate(plan), at: now)
            let second = try await ledger.open(Samples.mandate(plan), at: now + 60)
            #expect(first == second)
            #expect(first.operations.map(\.key) == plan.operations.map(\.key))
            #expect(first.operations.allSatisfy { $0.state == .planned && $0.attempts == 0 && $0.run == plan.run })
            let runs: Int64 = try #require(
                try await ledger.database.query("SELECT count(*) AS n FROM ledger.runs").first?.decode("n"))
            #expect(runs == 1)
        }
    }

    @Test("Looking at a run doesn't read the whole ledger, whatever PostgreSQL believes of its size")
    func looksUp() async throws {
        let look: PostgresStatement = """
            SELECT \(fragment: LedgerOperation.columns) FROM \(fragment: LedgerOperation.table(of: "\(["a key"])"))
            """
        try await TestDatabase.with("ledger", LedgerSchema.migrations) { database in
            let plan = try await database.transaction { transaction in
                // What a connection keeps of a statement that it has carried out a few times.
                try await transaction.query("SET LOCAL plan_cache_mode = force_generic_plan")
                try await transaction.query(PostgresStatement(unsafeSQL: "PREPARE look (text[]) AS \(look.sql)"))
                return try await transaction.query("EXPLAIN EXECUTE look ('{}')").map {
                    try $0.decode(at: 0, as: String.self)
                }
            }
            #expect(plan.contains { $0.contains("Index Scan using operations_pkey") })
            #expect(!plan.contains { $0.contains("Seq Scan") }, "\(plan.joined(separator: "\n"))")
        }
    }

    @Test("An operation under way is looked up by its key, whatever few there are beside all that is settled")
    func looksUpTheFew() async throws {
        try await TestDatabase.with("ledger", LedgerSchema.migrations) { database in
            let plans = try await database.transaction { transaction in
                try await transaction.query("SET LOCAL session_replication_role = replica")
                try await transaction.query(
                    """
                    INSERT INTO ledger.operations (key, run, user_id, group_id, action, state, changed_at)
                    SELECT 'key ' || n, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'add', 'verified', now()
                    FROM generate_series(1, 10000) AS n
                    """)
                try await transaction.query("ANALYZE ledger.operations")
                var plans: [String] = []
                for state in ["intended", "applied", "reverting"] {
                    let sql =
                        "EXPLAIN UPDATE ledger.operations SET changed_at = now() WHERE key = 'key 1' AND state = '\(state)'"
                    let lines = try await transaction.query(PostgresStatement(unsafeSQL: sql))
                    plans.append(try lines.map { try $0.decode(at: 0, as: String.self) }.joined(separator: "\n"))
                }
                return plans
            }
            for plan in plans { #expect(plan.contains("Index Scan using operations_pkey"), "\(plan)") }
        }
    }

    @Test("An intent is committed with its attempt, and committed again under the next number")
    func intents() async throws {
        try await withLedger { ledger in
            let row = try #require(try await ledger.open(Samples.mandate(Samples.plan()), at: now).operations.first)
            let first = try committed(
                try await ledger.commitIntent(row, wasMember: false, clientRequestID: "call-1", at: now))
            #expect(first.number == 1)
            let intended = try #require(try await ledger.operation(row.key))
            #expect(intended.state == .intended)
            #expect(intended.wasMember == false)
            let second = try committed(
                try await ledger.commitIntent(intended, wasMember: nil, clientRequestID: "call-2", at: now))
            #expect(second.number == 2)
            #expect(try await ledger.operation(row.key)?.wasMember == false)
        }
    }

    @Test("An operation that has gone further is overtaken: no attempt is begun")
    func overtaken() async throws {
        try await withLedger { ledger in
            let row = try #require(try await ledger.open(Samples.mandate(Samples.plan()), at: now).operations.first)
            let attempt = try committed(
                try await ledger.commitIntent(row, wasMember: false, clientRequestID: "call-1", at: now))
            try await ledger.recordApplied(
                attempt, evidence: .accepted, correlation: Samples.correlation, at: now)
            #expect(
                try await ledger.commitIntent(row, wasMember: false, clientRequestID: "call-2", at: now) == .overtaken)
            #expect(try await ledger.operation(row.key)?.attempts == 1)
        }
    }

    @Test("Only an intended operation becomes applied or refused, only a planned one satisfied")
    func namedStates() async throws {
        try await withLedger { ledger in
            let row = try #require(try await ledger.open(Samples.mandate(Samples.plan()), at: now).operations.first)
            let never = LedgerAttempt(key: row.key, number: 1, clientRequestID: "never")
            try await ledger.recordApplied(never, evidence: .accepted, correlation: Samples.correlation, at: now)
            try await ledger.recordRefused(never, Failure(.graphForbidden, "403"), at: now)
            #expect(try await ledger.operation(row.key) == row)

            let attempt = try committed(
                try await ledger.commitIntent(row, wasMember: false, clientRequestID: "call-1", at: now))
            _ = try await ledger.recordSatisfied(row, wasMember: true, correlation: Samples.correlation, at: now)
            try await ledger.recordRefused(row, Failure(.directoryGroupMissing, "404"), at: now)
            #expect(try await ledger.operation(row.key)?.state == .intended)

            try await ledger.recordApplied(attempt, evidence: .accepted, correlation: Samples.correlation, at: now)
            try await ledger.recordRefused(attempt, Failure(.graphForbidden, "403"), at: now)
            let applied = try #require(try await ledger.operation(row.key))
            #expect(applied.state == .applied)
            #expect(applied.isOurChange)
            #expect(applied.failure == nil)
        }
    }

    @Test("A failed call leaves the intent as it stands")
    func failed() async throws {
        try await withLedger { ledger in
            let row = try #require(try await ledger.open(Samples.mandate(Samples.plan()), at: now).operations.first)
            let attempt = try committed(
                try await ledger.commitIntent(row, wasMember: false, clientRequestID: "call-1", at: now))
            let failure = Failure(.graphThrottled, "429", retryAfterSeconds: 2.5)
            try await ledger.recordFailed(attempt, failure, at: now)
            #expect(try await ledger.operation(row.key)?.state == .intended)
            let unreported = try await ledger.unreportedAttempts(of: row.key, at: now)
            #expect(unreported.map(\.outcome) == [.throttled])
            #expect(unreported.first?.failure == failure)
        }
    }

    @Test("A call that a crash interrupted gets an outcome, and is told until the next one begins")
    func interrupted() async throws {
        try await withLedger { ledger in
            let row = try #require(try await ledger.open(Samples.mandate(Samples.plan()), at: now).operations.first)
            _ = try await ledger.commitIntent(row, wasMember: false, clientRequestID: "call-1", at: now)
            for _ in 1...2 {
                let found = try await ledger.unreportedAttempts(of: row.key, at: now)
                #expect(found.map(\.outcome) == [.interrupted])
                #expect(found.first?.failure?.reason == .serviceInterrupted)
                #expect(found.first?.failure?.correlation?.clientRequestID == "call-1")
            }
            let intended = try #require(try await ledger.operation(row.key))
            let next = try committed(
                try await ledger.commitIntent(intended, wasMember: nil, clientRequestID: "call-2", at: now))
            try await ledger.recordApplied(next, evidence: .alreadySo, correlation: Samples.correlation, at: now)
            #expect(try await ledger.unreportedAttempts(of: row.key, at: now).isEmpty)
        }
    }

    @Test("What another executor has tried meanwhile is not taken for stated (I6)")
    func triedMeanwhile() async throws {
        try await withLedger { ledger in
            let row = try #require(try await ledger.open(Samples.mandate(Samples.plan()), at: now).operations.first)
            let first = try committed(
                try await ledger.commitIntent(row, wasMember: false, clientRequestID: "call-1", at: now))
            try await ledger.recordFailed(first, Failure(.graphUnavailable, "503"), at: now)
            let seen = try #require(try await ledger.operation(row.key))
            let second = try committed(
                try await ledger.commitIntent(seen, wasMember: nil, clientRequestID: "call-2", at: now))
            try await ledger.recordFailed(second, Failure(.graphUnavailable, "503"), at: now)
            // Another one, that has looked before the second call, and stated the first.
            _ = try committed(
                try await ledger.commitIntent(seen, wasMember: nil, clientRequestID: "call-3", at: now))
            let unreported = try await ledger.unreportedAttempts(of: row.key, at: now)
            #expect(unreported.map(\.clientRequestID) == ["call-2", "call-3"])
        }
    }

    // MARK: - Two requests for one membership

    @Test("Another request's change of the same membership waits for its turn")
    func pairIsBusy() async throws {
        let other = try #require(RITMNumber("RITM0010002"))
        try await withLedger { ledger in
            _ = try await ledger.open(Samples.mandate(Samples.plan()), at: now)
            let two = try #require(
                try await ledger.open(Samples.mandate(Samples.plan(ritm: other, action: .remove)), at: now).operations
                    .first)
            // Read when both requests are known: a new one makes earlier readings out of date, too.
            let one = try #require(try await ledger.operation(Samples.key()))
            _ = try await ledger.commitIntent(one, wasMember: false, clientRequestID: "call-1", at: now)
            // Read before the other one began …
            #expect(
                try await ledger.commitIntent(two, wasMember: true, clientRequestID: "call-2", at: now) == .pairIsBusy)
            // … and after.
            let fresh = try #require(try await ledger.operation(two.key))
            #expect(
                try await ledger.commitIntent(fresh, wasMember: true, clientRequestID: "call-3", at: now)
                    == .pairIsBusy)
            #expect(try await ledger.operation(two.key)?.state == .planned)
        }
    }

    @Test("What was read before another request changed the membership is out of date")
    func stalePairVersion() async throws {
        let other = try #require(RITMNumber("RITM0010002"))
        try await withLedger { ledger in
            _ = try await ledger.open(Samples.mandate(Samples.plan()), at: now)
            let two = try #require(
                try await ledger.open(Samples.mandate(Samples.plan(ritm: other, action: .remove)), at: now).operations
                    .first)
            // Read when both requests are known: a new one makes earlier readings out of date, too.
            let one = try #require(try await ledger.operation(Samples.key()))
            let attempt = try committed(
                try await ledger.commitIntent(one, wasMember: false, clientRequestID: "call-1", at: now))
            try await ledger.recordApplied(attempt, evidence: .accepted, correlation: Samples.correlation, at: now)
            let applied = try #require(try await ledger.operation(one.key))
            let verified = try await ledger.recordRead(applied, agrees: true, needed: 1, at: now)
            #expect(verified.state == .verified)
            // Nobody is busy any more, but the reading is from before the change.
            #expect(
                try await ledger.commitIntent(two, wasMember: false, clientRequestID: "call-2", at: now) == .pairIsBusy)
            let fresh = try #require(try await ledger.operation(two.key))
            // Nor is a later one reliable while the first one's run may still take its change back.
            #expect(
                try await ledger.commitIntent(fresh, wasMember: true, clientRequestID: "call-3", at: now) == .pairIsBusy
            )
            _ = try #require(try await ledger.end(Samples.plan().run, at: now).first)
            _ = try committed(
                try await ledger.commitIntent(fresh, wasMember: true, clientRequestID: "call-4", at: now))
        }
    }

    @Test("What another request has put in place satisfies nobody before that request has come to its end")
    func satisfiedByAnother() async throws {
        let other = try #require(RITMNumber("RITM0010002"))
        try await withLedger { ledger in
            let one = try #require(try await ledger.open(Samples.mandate(Samples.plan()), at: now).operations.first)
            let attempt = try committed(
                try await ledger.commitIntent(one, wasMember: false, clientRequestID: "call-1", at: now))
            try await ledger.recordApplied(attempt, evidence: .accepted, correlation: Samples.correlation, at: now)
            let two = try #require(
                try await ledger.open(Samples.mandate(Samples.plan(ritm: other)), at: now).operations.first)
            func isSatisfied() async throws -> Bool {
                let row = try #require(try await ledger.operation(two.key))
                return try await ledger.recordSatisfied(row, wasMember: true, correlation: Samples.correlation, at: now)
            }
            #expect(try await !isSatisfied())
            _ = try await ledger.recordRead(
                #require(try await ledger.operation(one.key)), agrees: true, needed: 1, at: now)
            #expect(try await !isSatisfied())
            _ = try #require(try await ledger.end(Samples.plan().run, at: now).first)
            #expect(try await isSatisfied())
        }
    }

    @Test(
        "Of two requests for one membership that are known, the one made earlier goes first, for a while, also when a clock is set back",
        arguments: [PairTurn.planned + 1, -PairTurn.planned - 1])
    func inOrder(passing: TimeInterval) async throws {
        let other = try #require(RITMNumber("RITM0010002"))
        try await withLedger { ledger in
            let two = try #require(
                try await ledger.open(Samples.mandate(Samples.plan(ritm: other, action: .remove)), at: now).operations
                    .first)
            let one = try #require(try await ledger.open(Samples.mandate(Samples.plan()), at: now).operations.first)
            #expect(
                try await ledger.commitIntent(two, wasMember: true, clientRequestID: "call-1", at: now) == .pairIsBusy)
            // One that nobody works on holds nobody up for good.
            let later = now + passing
            _ = try committed(
                try await ledger.commitIntent(two, wasMember: true, clientRequestID: "call-2", at: later))
            #expect(
                try await ledger.commitIntent(one, wasMember: false, clientRequestID: "call-3", at: later)
                    == .pairIsBusy)
        }
    }

    // MARK: - Proof

    @Test("Reads have to agree in a row; one that doesn't begins the count again")
    func agreeingReads() async throws {
        try await withLedger { ledger in
            let row = try #require(try await ledger.open(Samples.mandate(Samples.plan()), at: now).operations.first)
            _ = try await ledger.recordSatisfied(row, wasMember: true, correlation: Samples.correlation, at: now)
            var current = try #require(try await ledger.operation(row.key))
            var counts: [Int] = []
            for agrees in [true, false, true, true] {
                current = try await ledger.recordRead(current, agrees: agrees, needed: 2, at: now)
                counts.append(current.agreeingReads)
            }
            #expect(counts == [1, 0, 1, 2])
            #expect(current.state == .verified)
            #expect(!current.isOurChange)
            let after = try await ledger.recordRead(current, agrees: false, needed: 2, at: now)
            #expect(after == current)
        }
    }

    @Test("Reads of the same moment count as one, whoever makes them")
    func readsOfOneMoment() async throws {
        try await withLedger { ledger in
            let row = try #require(try await ledger.open(Samples.mandate(Samples.plan()), at: now).operations.first)
            _ = try await ledger.recordSatisfied(row, wasMember: true, correlation: Samples.correlation, at: now)
            let satisfied = try #require(try await ledger.operation(row.key))
            func read(_ seconds: TimeInterval, agrees: Bool = true) async throws -> LedgerOperation {
                // Each from what it knew before the other: two copies of a message, handled at once.
                try await ledger.recordRead(satisfied, agrees: agrees, needed: 2, pause: 4.8, at: now + seconds)
            }
            #expect(try await read(0).agreeingReads == 1)
            let copy = try await read(0.004)
            #expect(copy.agreeingReads == 1 && copy.state == .satisfied)
            // One that doesn't agree counts at any time.
            #expect(try await read(1, agrees: false).agreeingReads == 0)
            #expect(try await read(6).agreeingReads == 1)
            #expect(try await read(11).state == .verified)
        }
    }

    @Test("A clock that is set back begins the pause anew; the read at that moment proves nothing yet")
    func readsAfterSettingBack() async throws {
        try await withLedger { ledger in
            let row = try #require(try await ledger.open(Samples.mandate(Samples.plan()), at: now).operations.first)
            _ = try await ledger.recordSatisfied(row, wasMember: true, correlation: Samples.correlation, at: now)
            let satisfied = try #require(try await ledger.operation(row.key))
            func read(_ seconds: TimeInterval) async throws -> LedgerOperation {
                try await ledger.recordRead(satisfied, agrees: true, needed: 2, pause: 4.8, at: now + seconds)
            }
            #expect(try await read(7200).agreeingReads == 1)
            #expect(try await read(0).agreeingReads == 1)
            #expect(try await read(1).agreeingReads == 1)
            #expect(try await read(5).state == .verified)
        }
    }

    @Test("Time without proof is that between reads: not an outage's, and not what a clock was set by")
    func unproved() async throws {
        try await withLedger { ledger in
            let row = try #require(try await ledger.open(Samples.mandate(Samples.plan()), at: now).operations.first)
            _ = try await ledger.recordSatisfied(row, wasMember: true, correlation: Samples.correlation, at: now)
            let satisfied = try #require(try await ledger.operation(row.key))
            var sums: [TimeInterval] = []
            for seconds in [2.0, 7, 3607, 7, 12] {
                let current = try await ledger.recordRead(
                    satisfied, agrees: false, needed: 2, longestGap: 11, at: now + seconds)
                sums.append(current.unprovedSeconds)
            }
            #expect(sums == [2, 7, 18, 18, 23])
        }
    }

    @Test("A run has landed only when each of its operations is verified (I1), and ends once")
    func landing() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup])
        try await withLedger { ledger in
            for row in try await ledger.open(Samples.mandate(plan), at: now).operations {
                #expect(try await ledger.end(plan.run, at: now).isEmpty)
                _ = try await ledger.recordSatisfied(row, wasMember: true, correlation: Samples.correlation, at: now)
                let satisfied = try #require(try await ledger.operation(row.key))
                #expect(try await ledger.end(plan.run, at: now).isEmpty)
                _ = try await ledger.recordRead(satisfied, agrees: true, needed: 1, at: now)
            }
            let end = try #require(try await ledger.end(plan.run, at: now).first)
            guard case .runLanded(let ended) = end else {
                Issue.record("\(end)")
                return
            }
            #expect(ended.isProved)
            #expect(ended.outcomes.map(\.key) == plan.operations.map(\.key))
            #expect(try await ledger.end(plan.run, at: now + 60) == [end])
        }
    }

    @Test(
        "A run with a refused operation that is to be kept is stuck, never landed, and only when nothing is on its way")
    func stuck() async throws {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup], onPartialFailure: .keep)
        try await withLedger { ledger in
            let rows = try await ledger.open(Samples.mandate(plan), at: now).operations
            try await ledger.recordRefused(rows[1], Failure(.directoryGroupMissing, "404"), at: now)
            #expect(try await ledger.end(plan.run, at: now).isEmpty)
            _ = try await ledger.recordSatisfied(rows[0], wasMember: true, correlation: Samples.correlation, at: now)
            let satisfied = try #require(try await ledger.operation(rows[0].key))
            _ = try await ledger.recordRead(satisfied, agrees: true, needed: 1, at: now)
            let end = try #require(try await ledger.end(plan.run, at: now).first)
            guard case .runStuck(let ended) = end else {
                Issue.record("\(end)")
                return
            }
            #expect(!ended.isProved)
            #expect(ended.outcomes.map(\.state) == [.verified, .refused])
            #expect(ended.outcomes[1].failure?.reason == .directoryGroupMissing)
        }
    }

    @Test("A run that the ledger doesn't know has no end")
    func unknownRun() async throws {
        try await withLedger { ledger in
            let run = try Samples.plan().run
            let end = try await ledger.end(run, at: now)
            #expect(end.isEmpty)
        }
    }
}
