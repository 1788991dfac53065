import Interposer
import Testing

/// Kills a service at one point after the other on the way of a request, and sees to it that the request comes to its end
/// all the same.
struct KillDrill: Sendable {
    let service: Service
    /// Makes a request.
    let order: @Sendable (Landscape) async throws -> Request
    /// Waits until the request has come to its end.
    let awaitEnd: @Sendable (Landscape, Request) async throws -> Void
    /// Throws when a request that has come to its end has been told or carried out in part, or twice.
    let insist: @Sendable (Landscape, Request) async throws -> Void

    private static let enoughBreaches = 5
    /// So often a request comes by a point that every way leads to, before it is said that none does: of two events that wait for a service, the
    /// second may be handled first, and leave nothing to do for the first.
    private static let passes = 5

    /// What came of killing.
    struct Toll: Sendable {
        var requests: [Request] = []
        /// The steps at which the service was killed.
        var steps: [Step] = []
    }

    /// How a request fares while a service is killed on its way.
    private enum Passage {
        case killed(Request, at: Step)
        /// The request came to its end without the service ever coming to the point.
        case missed(Request)
    }

    /// - Throws: `HarnessError` that names every breach.
    func kill(at points: [KillPoint], in landscape: Landscape) async throws -> Toll {
        #expect(!points.isEmpty, "no step of \(service.rawValue) was seen")
        #expect(landscape.interposers[service]?.blindSpots == [])
        var breaches: [String] = []
        var toll = Toll()
        for point in points {
            do {
                var passage = try await pass(point, in: landscape)
                for _ in 1..<Self.passes where point.isCertain {
                    guard case .missed(let request) = passage else { break }
                    toll.requests.append(request)
                    passage = try await pass(point, in: landscape)
                }
                switch passage {
                case .killed(let request, let step):
                    toll.requests.append(request)
                    toll.steps.append(step)
                case .missed(let request):
                    toll.requests.append(request)
                    if point.isCertain { breaches.append("\(point) was never reached") }
                }
            } catch {
                breaches.append("killed \(point): \(error)")
                try landscape.insistSimulatorsRun()
                await landscape.kill(service)
                // Each breach costs a whole wait: the first ones tell enough.
                if breaches.count >= Self.enoughBreaches { break }
            }
        }
        guard breaches.isEmpty else { throw HarnessError(breaches.joined(separator: "\n")) }
        return toll
    }

    /// The steps that the service takes for one request, from its start to its end.
    func record(in landscape: Landscape) async throws -> [Step] {
        await landscape.terminate(service)
        await landscape.interposers[service]?.record()
        let request = try await orderAround(landscape)
        try await awaitEnd(landscape, request)
        try await insist(landscape, request)
        let steps = landscape.interposers[service]?.steps ?? []
        await landscape.terminate(service)
        return steps
    }

    private func pass(_ point: KillPoint, in landscape: Landscape) async throws -> Passage {
        let interposer = try #require(landscape.interposers[service])
        let standstill = await interposer.watch(for: point.trigger)
        let request = try await orderAround(landscape)
        let step = try await reached(standstill, orEndOf: request, in: landscape)

        await landscape.kill(service)
        await interposer.record()
        try await landscape.start([service])
        try await awaitEnd(landscape, request)
        try await insist(landscape, request)
        try await landscape.insistNoDeadLetters()
        await landscape.terminate(service)
        return step.map { .killed(request, at: $0) } ?? .missed(request)
    }

    /// The step at which the world stands still, or nil when the request comes to its end and the point never comes.
    private func reached(
        _ standstill: AsyncStream<Step>, orEndOf request: Request, in landscape: Landscape
    ) async throws -> Step? {
        try await withThrowingTaskGroup(of: Step?.self) { group in
            group.addTask {
                for await step in standstill { return step }
                return nil
            }
            group.addTask {
                try await awaitEnd(landscape, request)
                // A step after the end (the last acknowledgements) may still come.
                try await Task.sleep(for: .seconds(1))
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    /// Makes a request such that the service, which is down, comes to do its whole part of it from its start on.
    /// Ingest has to be there to be called; the others find their work in their queues.
    private func orderAround(_ landscape: Landscape) async throws -> Request {
        if service == .ingest {
            try landscape.launch(service)
            // It may come to its point, and stand still, before it is ready.
            _ = try await eventually("ingest being ready or standing still") {
                if landscape.interposers[service]?.isReached == true { return true }
                return try await landscape.isReady(service) ? true : nil
            }
            return try await order(landscape)
        }
        let request = try await order(landscape)
        try landscape.launch(service)
        return request
    }
}
