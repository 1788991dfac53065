import Domain
import Foundation
import Testing

@Suite("The life of the removal that ends an access")
struct RemovalLifecycleTests {
    typealias Occurrence = RemovalLifecycle.Occurrence

    /// What isn't in it can't happen.
    static let table: [RemovalState: [Occurrence: RemovalState]] = [
        .planned: [.granted: .live, .ruledOut: .void],
        .live: [.due: .started, .ruledOut: .void, .released: .void],
        .started: [.due: .started, .readBack: .ended, .refused: .failed, .ruledOut: .void, .released: .void],
        .ended: [:],
        .failed: [.ruledOut: .void, .released: .void],
        .void: [.retried: .planned, .givenBack: .live],
    ]

    @Test(
        "what follows is what the table says, in every state and for everything that can happen",
        arguments: RemovalState.allCases)
    func transitions(state: RemovalState) throws {
        let row = try #require(Self.table[state])
        for occurrence in Occurrence.allCases {
            #expect(RemovalLifecycle.state(after: occurrence, in: state) == row[occurrence], "\(occurrence)")
        }
    }

    @Test("the states before something are those in which it may happen", arguments: Occurrence.allCases)
    func before(occurrence: Occurrence) {
        let expected = RemovalState.allCases.filter { Self.table[$0]?[occurrence] != nil }
        #expect(RemovalLifecycle.states(before: occurrence) == expected)
        #expect(!expected.isEmpty)
    }

    @Test("nothing is removed that was not granted, and nothing has ended that was not read back")
    func proofs() {
        for state in RemovalState.allCases {
            for occurrence in Occurrence.allCases {
                switch RemovalLifecycle.state(after: occurrence, in: state) {
                case .live:
                    #expect((state, occurrence) == (.planned, .granted) || (state, occurrence) == (.void, .givenBack))
                case .started: #expect(occurrence == .due)
                case .ended: #expect(state == .started && occurrence == .readBack)
                default: break
                }
            }
        }
    }

    @Test("every state is reached, and leads to one in which nothing more happens by itself (I2)")
    func everythingEnds() {
        func onward(_ states: Set<RemovalState>) -> Set<RemovalState> {
            states.union(states.flatMap { Self.table[$0].map { Array($0.values) } ?? [] })
        }
        var reached: Set<RemovalState> = [.planned]
        for _ in RemovalState.allCases { reached = onward(reached) }
        #expect(reached == Set(RemovalState.allCases))
        let settled: Set<RemovalState> = [.ended, .failed, .void]
        for state in RemovalState.allCases {
            var next: Set<RemovalState> = [state]
            for _ in RemovalState.allCases { next = onward(next) }
            #expect(!next.isDisjoint(with: settled))
        }
        #expect(RemovalState.allCases.filter(\.isInCharge) == [.live, .started, .failed])
    }
}

@Suite("What the end of a run makes of the ends of access")
struct RemovalSettlementTests {
    typealias Removal = RemovalSettlement.Removal
    typealias Change = RemovalSettlement.Change

    static let until = Samples.at + 10 * 86_400
    static let earlier = OperationKey(
        ritm: RITMNumber("RITM0009999")!, user: Samples.user, group: Samples.group, action: .remove)

    static func own(_ state: RemovalState = .planned) -> Removal {
        Removal(key: Samples.key.opposite, state: state, dueAt: until)
    }

    static func other(_ state: RemovalState, dueAt: Date = until - 86_400) -> Removal {
        Removal(key: earlier, state: state, dueAt: dueAt)
    }

    static func changes(
        _ removals: [Removal], state: OperationState = .verified, isOurs: Bool = true,
        direction: RunDirection = .forward, key: OperationKey = Samples.key
    ) -> [Change] {
        RemovalSettlement.changes(after: .init(key: key, state: state, isOurChange: isOurs), direction, removals)
    }

    @Test("what the run added itself, and what is proved, is removed at its end")
    func added() {
        #expect(Self.changes([Self.own()]) == [.live(Samples.key.opposite, dueAt: Self.until)])
    }

    @Test("what was there before, and not for a time, is never removed (I4)")
    func wasThere() {
        let void = [Change.void(Samples.key.opposite, .wasMember, by: nil)]
        #expect(Self.changes([Self.own()], isOurs: false) == void)
        // An earlier end that is over, or was none, says nothing about what is there now.
        for state in [RemovalState.planned, .ended, .void] {
            #expect(Self.changes([Self.own(), Self.other(state)], isOurs: false) == void, "\(state)")
        }
    }

    @Test("what the run did not grant has no end, and an earlier grant keeps its own")
    func notGranted() {
        let void = [Change.void(Samples.key.opposite, .notGranted, by: nil)]
        for state in OperationState.allCases where state != .verified {
            #expect(Self.changes([Self.own(), Self.other(.live)], state: state) == void, "\(state)")
        }
        for isOurs in [false, true] {
            #expect(Self.changes([Self.own(), Self.other(.live)], isOurs: isOurs, direction: .back) == void)
        }
    }

    @Test(
        "a renewal takes the place of the earlier end, under its own key; the later of the two counts",
        arguments: [RemovalState.live, .started, .failed], [false, true])
    func renewed(_ state: RemovalState, isOurs: Bool) {
        for (dueAt, expected) in [
            (Self.until - 86_400, Self.until), (Self.until + 86_400, Self.until + 86_400), (Self.until, Self.until),
        ] {
            #expect(
                Self.changes([Self.own(), Self.other(state, dueAt: dueAt)], isOurs: isOurs) == [
                    .void(Self.earlier, .renewed, by: Samples.key), .live(Samples.key.opposite, dueAt: expected),
                ])
        }
    }

    @Test("a request without an end makes the access permanent, one that removes it leaves nothing to end")
    func released() {
        #expect(
            Self.changes([Self.other(.live)], isOurs: false)
                == [.void(Self.earlier, .madePermanent, by: Samples.key)])
        let removal = Samples.key.opposite
        #expect(Self.changes([Self.other(.live)], key: removal) == [.void(Self.earlier, .removed, by: removal)])
        #expect(Self.changes([Self.other(.live)], state: .refused, key: removal).isEmpty)
        #expect(Self.changes([]).isEmpty)
    }

    @Test("what becomes of a removal by its own request is decided once")
    func once() {
        for state in RemovalState.allCases where state != .planned {
            #expect(Self.changes([Self.own(state), Self.other(.failed)]).isEmpty, "\(state)")
        }
    }

    @Test(
        "of what was granted and is taken back there is nothing to end, and an end whose place it took is in charge again"
    )
    func takenBack() {
        let void = Change.void(Samples.key.opposite, .notGranted, by: nil)
        for state in [RemovalState.live, .started, .failed] {
            #expect(Self.changes([Self.own(state)], state: .reverted, direction: .back) == [void], "\(state)")
        }
        var renewed = Self.other(.void)
        renewed.cancelledBy = Samples.key
        let givenBack = Change.givenBack(Self.earlier, dueAt: renewed.dueAt)
        // Also where the run had found the person in the group: that the access has no end, or a later one, came from it.
        for (state, isOurs) in [(OperationState.reverted, true), (.verified, false)] {
            #expect(
                Self.changes([Self.own(.live), renewed], state: state, isOurs: isOurs, direction: .back)
                    == [void, givenBack])
            #expect(Self.changes([renewed], state: state, isOurs: isOurs, direction: .back) == [givenBack])
        }
        renewed.cancelledBy = OperationKey(
            ritm: RITMNumber("RITM0010777")!, user: Samples.user, group: Samples.group, action: .add)
        #expect(Self.changes([renewed], state: .reverted, direction: .back).isEmpty)
        // What Graph refuses to take back is still in place, and still has its end.
        #expect(Self.changes([Self.own(.live)], state: .reverting, direction: .back).isEmpty)
    }

    @Test("whatever comes together, each change is one that can happen, and an access ends once")
    func everything() throws {
        for (state, isOurs, direction, key) in Self.outcomes {
            for own in [nil] + RemovalState.allCases.map({ Self.own($0) }) {
                for other in [nil] + RemovalState.allCases.map({ Self.other($0) }) {
                    let removals = [own, other].compactMap(\.self)
                    let changes = Self.changes(
                        removals, state: state, isOurs: isOurs, direction: direction, key: key)
                    try Self.insistSound(changes, removals, "\(state) \(isOurs) \(direction) \(key) \(removals)")
                }
            }
        }
    }

    private static let outcomes: [(OperationState, Bool, RunDirection, OperationKey)] =
        OperationState.allCases.flatMap { state in
            [false, true].flatMap { isOurs in
                RunDirection.allCases.flatMap { direction in
                    [Samples.key, Samples.key.opposite].map { (state, isOurs, direction, $0) }
                }
            }
        }

    private static func insistSound(_ changes: [Change], _ removals: [Removal], _ comment: Comment) throws {
        var states = Dictionary(uniqueKeysWithValues: removals.map { ($0.key, $0.state) })
        for change in changes {
            let (key, occurrence): (OperationKey, RemovalLifecycle.Occurrence) =
                switch change {
                case .live(let key, _): (key, .granted)
                case .givenBack(let key, _): (key, .givenBack)
                case .void(let key, _, let by): (key, by == nil ? .ruledOut : .released)
                }
            let before: RemovalState = try #require(states[key], comment)
            let after: RemovalState = try #require(RemovalLifecycle.state(after: occurrence, in: before), comment)
            states[key] = after
            // At no moment two of them.
            if removals.count(where: { $0.state == .live || $0.state == .started }) < 2 {
                #expect(states.values.count(where: { $0 == .live || $0 == .started }) < 2, comment)
            }
        }
    }
}

@Suite("The reminder of an end")
struct ReminderTests {
    static let day = 86_400.0

    @Test("comes so long before the end as is configured")
    func before() {
        let end = Samples.at + 30 * Self.day
        #expect(Reminder.time(before: end, lead: 7 * Self.day, grantedAt: Samples.at) == end - 7 * Self.day)
    }

    @Test("doesn't come where it would come before the grant, or where none is wanted", arguments: [7, 3, 0])
    func none(days: Double) {
        #expect(Reminder.time(before: Samples.at + 3 * Self.day, lead: days * Self.day, grantedAt: Samples.at) == nil)
    }
}
