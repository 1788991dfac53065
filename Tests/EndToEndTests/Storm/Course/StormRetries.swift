/// Asks for runs that came to no good end to be carried out once more, as people who operate Landfall might do it.
actor StormRetries {
    private let landscape: Landscape
    private let witness: StormWitness
    /// The latest start that was asked for, of each run that was asked for at all.
    private(set) var starts: [String: Int] = [:]

    /// More often than that nobody asks while the storm lasts.
    private static let mostStarts = 3

    init(_ landscape: Landscape, _ witness: StormWitness) {
        self.landscape = landscape
        self.witness = witness
    }

    /// Asks for some of those that are at rest without success.
    /// - Returns: for how many.
    func ask(atMost count: Int, seed: UInt64) async throws -> Int {
        var scramble = Scramble(seed: seed)
        let candidates = await witness.unsuccessful.filter { starts[$0, default: 1] < Self.mostStarts }.sorted()
        let chosen = candidates.shuffled(using: &scramble).prefix(count)
        for ritm in chosen { try await ask(ritm) }
        return chosen.count
    }

    func ask(_ ritm: String) async throws {
        let start = starts[ritm, default: 1] + 1
        // Database and broker may be away, or just be back.
        let message = try await eventually("the approval of \(ritm) in the audit") {
            try await landscape.retry(of: ritm, start: start)
        }
        starts[ritm] = start
        await witness.goesOn(ritm)
        _ = try await eventually("a wish for a retry being taken") { try await landscape.broker.publish(message) }
    }
}
