import BenchmarkSupport
import Foundation

/// Many requests at once, from the first order to the last closed ticket.
struct Load {
    let requests: Int
    /// Until the last ticket was closed complete.
    let seconds: Double
    /// Until the last membership was written.
    let secondsToMemberships: Double
    /// Each person was added once, each ticket closed once, and nothing else was written to Entra.
    let isExact: Bool
    /// By service, in bytes: when a tenth was through, and the most that was seen.
    let memory: [(service: String, early: Int, most: Int, last: Int)]
    /// By part of the stack, in seconds.
    let processorTime: [(part: String, seconds: Double)]

    static let services = ["ingest", "validator", "approver", "executor", "auditor"]
    private static let ordersAtATime = 8
    private static let limit = Duration.seconds(900)

    static func measure(_ landscape: Landscape, people: Range<Int>) async throws -> Load {
        let before = (
            entra: try await landscape.entraJournal(after: 0).count,
            serviceNow: try await landscape.serviceNowJournal(after: 0).count, time: landscape.processes.processorTime()
        )
        let start = ContinuousClock.now
        async let ordering: Void = order(landscape, people)

        var progress = Progress(target: people.count, entra: before.entra, serviceNow: before.serviceNow)
        var early: [String: Int] = [:]
        var most: [String: Int] = [:]
        while !progress.isDone {
            guard ContinuousClock.now - start < limit else {
                throw BenchmarkFailure("after \(limit), \(progress.closed.count) of \(people.count) tickets are closed")
            }
            try await Task.sleep(for: .milliseconds(500))
            try await progress.update(landscape, since: start)
            let memory = landscape.processes.memory()
            most.merge(memory) { max($0, $1) }
            if early.isEmpty, progress.closed.count >= people.count / 10 { early = memory }
        }
        let end = ContinuousClock.now - start
        try await ordering
        let last = landscape.processes.memory()
        let times = landscape.processes.processorTime()
        return Load(
            requests: people.count, seconds: end / .seconds(1),
            secondsToMemberships: (progress.membersAt ?? end) / .seconds(1),
            isExact: progress.isExact,
            memory: services.map { ($0, early[$0] ?? 0, most[$0] ?? 0, last[$0] ?? 0) },
            processorTime: times.keys.sorted().map { ($0, (times[$0] ?? 0) - (before.time[$0] ?? 0)) })
    }

    private static func order(_ landscape: Landscape, _ people: Range<Int>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<ordersAtATime {
                group.addTask {
                    for number in stride(from: people.lowerBound + worker, to: people.upperBound, by: ordersAtATime) {
                        try await landscape.order(for: BenchmarkPerson(number: number))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    /// What the journals have shown so far.
    private struct Progress {
        let target: Int
        var entra: Int
        var serviceNow: Int
        var members: Set<String> = []
        var memberWrites = 0
        var otherWrites = 0
        var membersAt: Duration?
        var closed: Set<String> = []
        var closures = 0

        init(target: Int, entra: Int, serviceNow: Int) {
            self.target = target
            self.entra = entra
            self.serviceNow = serviceNow
        }

        var isDone: Bool { closed.count >= target }
        var isExact: Bool {
            members.count == target && memberWrites == target && otherWrites == 0 && closed.count == target
                && closures == target
        }

        mutating func update(_ landscape: Landscape, since start: ContinuousClock.Instant) async throws {
            let writes = try await landscape.entraJournal(after: entra)
            entra += writes.count
            for write in writes {
                if write.effect == "member.added", let member = write.memberID {
                    members.insert(member)
                    memberWrites += 1
                } else {
                    otherWrites += 1
                }
            }
            if members.count >= target, membersAt == nil { membersAt = ContinuousClock.now - start }
            let updates = try await landscape.serviceNowJournal(after: serviceNow)
            serviceNow += updates.count
            for update in updates where update.changes?["state"]?.new == "3" {
                guard let number = update.number, number.hasPrefix("RITM") else { continue }
                closed.insert(number)
                closures += 1
            }
        }
    }
}
