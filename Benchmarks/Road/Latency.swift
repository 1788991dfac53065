import BenchmarkSupport
import Foundation

/// How long one request takes that has the road for itself: from the order, on which ServiceNow sends its hook, to the membership.
struct Latency {
    /// In milliseconds, in ascending order.
    let toMembership: [Double]

    static func measure(_ landscape: Landscape, people: Range<Int>) async throws -> Latency {
        var times: [Double] = []
        for number in people {
            let person = BenchmarkPerson(number: number)
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
            guard let end = found?.at.date else { continue }
            times.append(end.timeIntervalSince(start) * 1000)
        }
        return Latency(toMembership: times.sorted())
    }
}
