/// A storm: what is ordered, and what happens to the landscape meanwhile. It follows from the seed and the number of runs
/// alone; only how the processes interleave does not.
struct StormPlan: Sendable, Hashable {
    let seed: UInt64
    let runs: Int
    let orders: [StormOrder]
    /// Who is in which group before the storm.
    let members: [Cast.Entitlement: [Cast.Person]]
    /// How many persons there are, beside the one who approves.
    let people: Int
    /// What happens side by side; each of them one after the other.
    let lanes: [[StormEvent]]

    static let executors = 3
    static let auditors = 2

    /// - Parameter runs: how many of the orders make a run. There are some more that are blocked, wait, or are not approved.
    init(seed: UInt64, runs: Int) {
        self.seed = seed
        self.runs = runs
        var chance = Scramble(seed: seed)
        var ordering = StormOrdering(runs: runs, chance: chance)
        // The events do not change when the orders do.
        chance = Scramble(seed: seed ^ 0x57_0E_11)
        orders = ordering.orders()
        members = ordering.members
        people = ordering.people
        lanes = [
            Self.crashes(runs, &chance), Self.outages(runs, &chance), Self.weathers(runs, &chance),
            Self.retries(runs, &chance),
        ]
    }

    var groups: [Cast.Group] { StormGroups.all(members: members, scarcePlaces: max(2, runs / 60)) }

    // MARK: - Events

    /// So many moments, in order, spread over the first nine tenths of the storm.
    private static func moments(_ count: Int, of runs: Int, _ chance: inout Scramble) -> [Int] {
        (0..<count).map { _ in Int.random(in: 0..<max(1, runs * 9 / 10), using: &chance) }.sorted()
    }

    private static func crashes(_ runs: Int, _ chance: inout Scramble) -> [StormEvent] {
        let replicas =
            Service.allCases.map { Replica($0) } + (2...executors).map { Replica(.executor, number: $0) }
            + (2...auditors).map { Replica(.auditor, number: $0) }
        return moments(min(6 + runs / 12, 120), of: runs, &chance).map { moment in
            // The executors and the auditors do the most that can go wrong.
            let replica =
                switch Int.random(in: 0..<6, using: &chance) {
                case 0..<2: Replica(.executor, number: Int.random(in: 1...executors, using: &chance))
                case 2..<4: Replica(.auditor, number: Int.random(in: 1...auditors, using: &chance))
                default: replicas.randomElement(using: &chance) ?? Replica(.executor)
                }
            let time = Int.random(in: 0...3000, using: &chance)
            let deed: StormEvent.Deed =
                switch Int.random(in: 0..<10, using: &chance) {
                case 0..<6: .kill(replica, awayFor: time)
                case 6..<8: .terminate(replica, awayFor: time)
                // Long enough for leases, timeouts and connections to run out.
                default: .pause(replica, for: 1000 + time * 3)
                }
            return StormEvent(after: moment, deed: deed)
        }
    }

    private static func outages(_ runs: Int, _ chance: inout Scramble) -> [StormEvent] {
        let servers: [OwnServers.Server] = [.rabbitmq, .postgres]
        let endings = OwnServers.Ending.allCases
        // Each server in each way at least once, if there are enough of them; the order is by chance.
        let count = min(2 + runs / 60, 16)
        let deeds = (0..<count).map { number in
            StormEvent.Deed.end(servers[number % 2], endings[(number / 2 + number % 2) % 2])
        }
        let repeats = (0..<min(2 + runs / 40, 25)).map { _ in
            StormEvent.Deed.repeatMessages(atMost: 40, seed: chance.next())
        }
        let all = (deeds + repeats).shuffled(using: &chance)
        return zip(moments(all.count, of: runs, &chance), all).map { StormEvent(after: $0, deed: $1) }
    }

    private static func retries(_ runs: Int, _ chance: inout Scramble) -> [StormEvent] {
        moments(min(2 + runs / 20, 80), of: runs, &chance).map { moment in
            StormEvent(
                after: moment, deed: .retry(atMost: Int.random(in: 1...4, using: &chance), seed: chance.next()))
        }
    }

    private static func weathers(_ runs: Int, _ chance: inout Scramble) -> [StormEvent] {
        let count = min(1 + runs / 40, 30)
        let later = moments(count - 1, of: runs, &chance)
        var events = ([0] + later).map { moment in
            let severity = Double.random(in: 0.3...1.5, using: &chance)
            return StormEvent(after: moment, deed: .weather(StormWeather(severity: severity, chance: &chance)))
        }
        for moment in moments(min(1 + runs / 150, 8), of: runs, &chance) {
            let simulator: SimulatorKind = Bool.random(using: &chance) ? .entra : .serviceNow
            let time = Int.random(in: 2000...8000, using: &chance)
            events.append(StormEvent(after: moment, deed: .outage(simulator, for: time)))
        }
        // A stable order: of those at the same moment, the weather comes first.
        return events.enumerated().sorted { ($0.element.after, $0.offset) < ($1.element.after, $1.offset) }.map(
            \.element)
    }
}
