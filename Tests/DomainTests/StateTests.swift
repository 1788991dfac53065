import Domain
import Testing

@Suite("The life of an operation")
struct OperationLifecycleTests {
    typealias Occurrence = OperationLifecycle.Occurrence

    /// The whole table of design/ledger.md: what isn't in it can't happen.
    static let table: [OperationState: [Occurrence: OperationState]] = [
        .planned: [.foundInPlace: .satisfied, .intentCommitted: .intended, .changeRefused: .refused],
        .satisfied: [.readBack: .verified],
        .intended: [.intentCommitted: .intended, .changeAccepted: .applied, .changeRefused: .refused],
        .applied: [.readBack: .verified, .foundMissing: .intended, .undoCommitted: .reverting],
        .verified: [.undoCommitted: .reverting],
        .refused: [:],
        .reverting: [.undoCommitted: .reverting, .undoReadBack: .reverted],
        .reverted: [:],
    ]

    @Test(
        "what follows is what the table says, in every state and for everything that can happen",
        arguments: OperationState.allCases)
    func transitions(state: OperationState) throws {
        let row = try #require(Self.table[state])
        for occurrence in Occurrence.allCases {
            #expect(OperationLifecycle.state(after: occurrence, in: state) == row[occurrence], "\(occurrence)")
        }
    }

    @Test("nothing leaves a settled state by itself: only an undoing that was asked for does")
    func settled() {
        for state in OperationState.allCases where state.isSettled {
            for occurrence in Occurrence.allCases where occurrence != .undoCommitted {
                #expect(OperationLifecycle.state(after: occurrence, in: state) == nil)
            }
        }
        #expect(OperationState.allCases.filter(\.isSettled) == [.verified, .refused, .reverted])
    }

    @Test("nothing is verified that was not read back, and nothing is applied without an intent")
    func proofs() {
        for state in OperationState.allCases {
            for occurrence in Occurrence.allCases {
                switch OperationLifecycle.state(after: occurrence, in: state) {
                case .verified: #expect(occurrence == .readBack)
                case .applied: #expect(state == .intended)
                case .reverting: #expect(occurrence == .undoCommitted)
                case .reverted: #expect(state == .reverting)
                default: break
                }
            }
        }
    }

    @Test("what was there before is not undone while it is known as such (I4)")
    func satisfiedIsNotUndone() {
        #expect(OperationLifecycle.state(after: .undoCommitted, in: .satisfied) == nil)
        #expect(OperationLifecycle.state(after: .undoCommitted, in: .planned) == nil)
    }

    @Test(
        "a start that follows keeps what is still the run's own, to be proved anew, and begins all else from the beginning (I4)"
    )
    func nextStart() {
        for state in OperationState.allCases {
            #expect(OperationLifecycle.stateInNextStart(after: state, isOurChange: false) == .planned)
            let isInPlace = [.applied, .verified, .reverting].contains(state)
            #expect(
                OperationLifecycle.stateInNextStart(after: state, isOurChange: true)
                    == (isInPlace ? .applied : .planned))
        }
    }

    @Test("the names of states never change: they are in the ledger")
    func names() {
        #expect(
            OperationState.allCases.map(\.rawValue) == [
                "planned", "satisfied", "intended", "applied", "verified", "refused", "reverting", "reverted",
            ])
    }
}

@Suite("The life of a request")
struct RequestStateTests {
    @Test("the states and what may follow each are those of the design")
    func graph() {
        let graph = RequestState.allCases.map { state in
            "\(state.rawValue) → \(state.successors.map(\.rawValue).sorted().joined(separator: ", "))"
        }
        #expect(
            graph == [
                "received → validating, withdrawn",
                "validating → approved, awaiting_approval, blocked, withdrawn",
                "blocked → validating, withdrawn",
                "awaiting_approval → approved, expired, rejected, withdrawn",
                "rejected → ",
                "expired → ",
                "approved → provisioning, withdrawn",
                "provisioning → landed, reverted, stuck, withdrawn",
                "landed → fulfilled, withdrawn",
                "fulfilled → ",
                "reverted → provisioning",
                "stuck → provisioning",
                "withdrawn → ",
            ])
    }

    @Test("nothing but landed becomes fulfilled (I1)", arguments: RequestState.allCases)
    func onlyLandedIsFulfilled(state: RequestState) {
        #expect(state.mayBecome(.fulfilled) == (state == .landed))
        #expect(state.mayBecome(.landed) == (state == .provisioning))
    }

    @Test("what landed is never carried out again")
    func landedStays() {
        var reached: Set<RequestState> = [.landed]
        for _ in RequestState.allCases { reached = reached.reduce(into: reached) { $0.formUnion($1.successors) } }
        #expect(reached == [.landed, .fulfilled, .withdrawn])
    }

    @Test("every state can be reached, and each that isn't an end leads to one (I2)")
    func everythingEnds() {
        var reached: Set<RequestState> = [.received]
        for _ in RequestState.allCases { reached = reached.reduce(into: reached) { $0.formUnion($1.successors) } }
        #expect(reached == Set(RequestState.allCases))
        for state in RequestState.allCases {
            #expect(state.isTerminal == state.successors.isEmpty)
            var onward: Set<RequestState> = [state]
            for _ in RequestState.allCases { onward = onward.reduce(into: onward) { $0.formUnion($1.successors) } }
            #expect(onward.contains { $0.isTerminal })
        }
    }

    @Test("no request becomes approved or is carried out without having been validated")
    func order() {
        for state in RequestState.allCases {
            #expect(state.mayBecome(.approved) == [.validating, .awaitingApproval].contains(state))
            #expect(state.mayBecome(.provisioning) == [.approved, .reverted, .stuck].contains(state))
        }
    }
}

@Suite("What a run has come to")
struct RunSettlementTests {
    /// Every list of up to three states.
    static let lists: [[OperationState]] = {
        let all = OperationState.allCases
        let pairs = all.flatMap { one in all.map { [one, $0] } }
        return [[]] + all.map { [$0] } + pairs + pairs.flatMap { pair in all.map { pair + [$0] } }
    }()

    @Test("landed only if every single operation is verified, stuck only if nothing is under way (I1)")
    func judged() {
        #expect(Self.lists.count == 1 + 8 + 64 + 512)
        for states in Self.lists {
            let expected: RunSettlement =
                if states.isEmpty {
                    .underWay
                } else if Set(states) == [.verified] {
                    .landed
                } else if Set(states).isSubset(of: [.verified, .refused, .reverted]) {
                    .stuck
                } else {
                    .underWay
                }
            #expect(RunSettlement.judge(.forward, states.map { .init($0) }) == expected, "\(states)")
        }
    }

    @Test("of a run that turned back: reverted only if nothing of its own is left in place or unknown (I4)")
    func judgedBack() {
        typealias Standing = RunSettlement.Standing
        let all = OperationState.allCases.flatMap { state in
            [false, true].flatMap { ours in [false, true].map { Standing(state, isOurChange: ours, undoIsRefused: $0) }
            }
        }
        for one in all {
            for other in all {
                let open = [one, other].filter { operation in
                    operation.state == .intended || operation.isOurChange && operation.state != .reverted
                }
                let expected: RunSettlement =
                    if open.isEmpty {
                        .reverted
                    } else if open.allSatisfy({ $0.state == .reverting && $0.undoIsRefused }) {
                        .stuck
                    } else {
                        .underWay
                    }
                #expect(RunSettlement.judge(.back, [one, other]) == expected, "\(one), \(other)")
            }
        }
        #expect(RunSettlement.judge(.back, []) == .underWay)
    }

    @Test("a run turns back when one was refused and none is unknown, where the policy says so")
    func turnsBack() {
        for states in Self.lists {
            let turns = states.contains(.refused) && !states.contains(.intended)
            #expect(RunDirection.turnsBack(states, rule: .rollBack) == turns, "\(states)")
            #expect(!RunDirection.turnsBack(states, rule: .keep))
        }
    }

    static let outcomes = Samples.outcomes

    static func ended(_ outcomes: [RunEnded.Outcome]) -> RunEnded {
        RunEnded(plan: Samples.plan(), approval: Samples.approval(), outcomes: outcomes, endedAt: Samples.at)
    }

    @Test(
        "whoever closes a ticket can ask once more: every operation of the plan verified, and nothing said against it")
    func proved() {
        #expect(Self.ended(Self.outcomes).isProved)
        #expect(Self.ended(Self.outcomes.reversed()).isProved)
    }

    @Test("a missing, another, or a contradicted outcome is no proof")
    func unproved() {
        #expect(!Self.ended([]).isProved)
        #expect(!Self.ended([Self.outcomes[0]]).isProved)
        #expect(!Self.ended([Self.outcomes[0], Self.outcomes[0]]).isProved)
        for state in OperationState.allCases where state != .verified {
            var other = Self.outcomes[1]
            other.state = state
            #expect(!Self.ended([Self.outcomes[0], other]).isProved)
            // Said twice, and not the same.
            #expect(!Self.ended(Self.outcomes + [other]).isProved)
        }
        var foreign = Self.outcomes[1]
        foreign.key = OperationKey(ritm: Samples.otherRITM, user: Samples.user, group: Samples.group, action: .add)
        #expect(!Self.ended([Self.outcomes[0], foreign]).isProved)
        #expect(!Self.ended(Self.outcomes + [foreign]).isProved)
    }
}
