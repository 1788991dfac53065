/// Makes the orders of a storm.
struct StormOrdering {
    private let runs: Int
    private var chance: Scramble
    private(set) var members: [Cast.Entitlement: [Cast.Person]] = [:]
    private(set) var people = 0

    init(runs: Int, chance: Scramble) {
        self.runs = runs
        self.chance = chance
    }

    /// What kind of requests, and how many in a hundred.
    private static let kinds: [(share: Int, make: @Sendable (inout StormOrdering) -> [StormOrder])] = [
        (25, { [$0.order(1)] }),
        (20, { [$0.order(Int.random(in: 2...4, using: &$0.chance))] }),
        (14, { $0.sharing() }),
        (14, { [$0.order(Int.random(in: 1...3, using: &$0.chance), and: [$0.pick(StormGroups.refusing)])] }),
        (8, { [$0.order(Int.random(in: 1...3, using: &$0.chance), membersOf: 1)] }),
        (
            4,
            {
                [
                    $0.order(
                        Int.random(in: 2...3, using: &$0.chance), membersOf: 1, and: [$0.pick(StormGroups.refusing)])
                ]
            }
        ),
        (4, { [$0.order(Int.random(in: 0...2, using: &$0.chance), and: [StormGroups.scarce])] }),
        (5, { [$0.order(Int.random(in: 0...3, using: &$0.chance), and: [StormGroups.reluctant])] }),
        (3, { [$0.order(Int.random(in: 0...2, using: &$0.chance), and: [$0.pick(StormGroups.blocking)])] }),
        (1, { [StormOrder(person: Cast.stranger, entitlements: [$0.pick(StormGroups.plain)], isApproved: true)] }),
        (1, { [$0.order(1, and: [StormGroups.guarded])] }),
        (1, { [$0.order(1, isApproved: false)] }),
    ]

    mutating func orders() -> [StormOrder] {
        // Those of one person are ordered apart from each other, or at once: by chance.
        var orders: [StormOrder] = []
        var runsSoFar = 0
        while runsSoFar < runs {
            var draw = Int.random(in: 0..<100, using: &chance)
            let kind = Self.kinds.first { kind in
                draw -= kind.share
                return draw < 0
            }
            for order in kind?.make(&self) ?? [] where runsSoFar < runs || !order.expectation.isRun {
                orders.append(order)
                if order.expectation.isRun { runsSoFar += 1 }
            }
        }
        // A window of neighbours is mixed, so that some of one person meet, and others come one after the other.
        for start in stride(from: 0, to: orders.count, by: 12) {
            orders[start..<min(start + 12, orders.count)].shuffle(using: &chance)
        }
        return orders
    }

    private mutating func person() -> Cast.Person {
        people += 1
        return Cast.Person(number: people)
    }

    private mutating func pick(_ entitlements: [Cast.Entitlement]) -> Cast.Entitlement {
        entitlements.randomElement(using: &chance) ?? Cast.readers
    }

    private mutating func plain(_ count: Int) -> [Cast.Entitlement] {
        Array(StormGroups.plain.shuffled(using: &chance).prefix(count))
    }

    /// Somebody new asks for so many plain groups, and others.
    /// - Parameter count: of how many of the plain ones the person is a member already.
    private mutating func order(
        _ plainCount: Int, membersOf count: Int = 0, and others: [Cast.Entitlement] = [], isApproved: Bool = true
    ) -> StormOrder {
        let person = person()
        let plain = plain(plainCount)
        for entitlement in plain.prefix(count) { members[entitlement, default: []].append(person) }
        return StormOrder(
            person: person, entitlements: (plain + others).shuffled(using: &chance), isApproved: isApproved)
    }

    /// Two or three requests for one person that have a group in common. One may be refused in part, so that what it shares with
    /// the others is taken back.
    private mutating func sharing() -> [StormOrder] {
        let person = person()
        let common = pick(StormGroups.plain)
        if Int.random(in: 0..<5, using: &chance) == 0 { members[common, default: []].append(person) }
        return (0..<Int.random(in: 2...3, using: &chance)).map { _ in
            var entitlements = plain(Int.random(in: 0...2, using: &chance)).filter { $0 != common } + [common]
            if Int.random(in: 0..<5, using: &chance) < 2 { entitlements.append(pick(StormGroups.refusing)) }
            return StormOrder(
                person: person, entitlements: entitlements.shuffled(using: &chance), isApproved: true)
        }
    }
}
