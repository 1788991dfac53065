import Foundation

/// How long one request takes that has the road for itself: from the order, on which ServiceNow sends its hook, to the membership.
struct Latency {
    /// In milliseconds, in ascending order.
    let toMembership: [Double]

    static func measure(_ landscape: Landscape, people: Range<Int>) async throws -> Latency {
        var times: [Double] = []
        for number in people {
            let person = SeedFiles.Person(number: number)
            let known = try await landscape.entraJournal(after: 0).count
            let start = Date()
            try await landscape.order(for: person)
            let deadline = ContinuousClock.now + .seconds(30)
            var found: Landscape.Entry?
            repeat {
                guard ContinuousClock.now < deadline else {
                    throw BenchmarkFailure("\(person.userName) is in no group after 30 s")
                }
                // The journal says when it was; asking more often would only take the processor from what is measured.
                try await Task.sleep(for: .milliseconds(250))
                found = try await landscape.entraJournal(after: known).first { $0.effect == "member.added" }
            } while found == nil
            guard let text = found?.at, let end = try? Date(text, strategy: Self.format) else {
                throw BenchmarkFailure("the journal's time \(found?.at ?? "") can't be read")
            }
            times.append(end.timeIntervalSince(start) * 1000)
        }
        return Latency(toMembership: times.sorted())
    }

    private static let format = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
}
