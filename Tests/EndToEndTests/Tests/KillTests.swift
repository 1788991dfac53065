import Interposer
import Testing

extension EndToEnd {
    @Suite("A service that is killed")
    struct KillTests {
        private static let enoughBreaches = 5

        /// How a request fares while a service is killed on its way.
        private enum Passage {
            case killed(Request, at: Step)
            /// The request landed without the service ever coming to the point.
            case missed(Request)
        }

        @Test(
            "before or after any of its external steps: the request still lands, once",
            .timeLimit(.minutes(15)), arguments: Service.allCases)
        func killedAnywhere(service: Service) async throws {
            var plan = Landscape.Plan()
            plan.people = 400
            plan.interposed = [service]
            try await Landscape.run(plan) { landscape in
                let recordings = [
                    try await record(service, in: landscape), try await record(service, in: landscape),
                ]
                let points = KillPoint.all(in: recordings)
                #expect(!points.isEmpty, "no step of \(service.rawValue) was seen")
                #expect(landscape.interposers[service]?.blindSpots == [])

                var breaches: [String] = []
                var requests: [Request] = []
                for point in points {
                    do {
                        var passage = try await pass(point, killing: service, in: landscape)
                        if case .missed(let request) = passage, point.isCertain {
                            requests.append(request)
                            passage = try await pass(point, killing: service, in: landscape)
                        }
                        switch passage {
                        case .killed(let request, _): requests.append(request)
                        case .missed(let request):
                            requests.append(request)
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
                // Once more at the end: what a late repetition would have done twice shows by now.
                try await landscape.insistLandedOnce(requests)
                guard breaches.isEmpty else { throw HarnessError(breaches.joined(separator: "\n")) }
            }
        }

        /// The steps that the service takes for one request, from its start to its end.
        private func record(_ service: Service, in landscape: Landscape) async throws -> [Step] {
            await landscape.terminate(service)
            await landscape.interposers[service]?.record()
            let request = try await orderAround(service, in: landscape)
            try await landscape.awaitLanding(request)
            try await landscape.insistAudited(request)
            let steps = landscape.interposers[service]?.steps ?? []
            await landscape.terminate(service)
            return steps
        }

        private func pass(_ point: KillPoint, killing service: Service, in landscape: Landscape) async throws -> Passage
        {
            let interposer = try #require(landscape.interposers[service])
            let standstill = await interposer.watch(for: point.trigger)
            let request = try await orderAround(service, in: landscape)
            let step = try await reached(standstill, orLandingOf: request, in: landscape)

            await landscape.kill(service)
            await interposer.record()
            try await landscape.start([service])
            try await landscape.awaitLanding(request)
            try await landscape.insistAudited(request)
            try await landscape.insistLandedOnce([request])
            try await landscape.insistNoDeadLetters()
            await landscape.terminate(service)
            return step.map { .killed(request, at: $0) } ?? .missed(request)
        }

        /// The step at which the world stands still, or nil when the request lands and the point never comes.
        private func reached(
            _ standstill: AsyncStream<Step>, orLandingOf request: Request, in landscape: Landscape
        ) async throws -> Step? {
            try await withThrowingTaskGroup(of: Step?.self) { group in
                group.addTask {
                    for await step in standstill { return step }
                    return nil
                }
                group.addTask {
                    try await landscape.awaitLanding(request)
                    // A step after the landing (the last acknowledgements) may still come.
                    try await Task.sleep(for: .seconds(1))
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
        }

        /// Makes a request such that the service, which is down, comes to do its whole part of it from its start on.
        /// Ingest has to be there to be called; the others find their work in their queues.
        private func orderAround(_ service: Service, in landscape: Landscape) async throws -> Request {
            if service == .ingest {
                try landscape.launch(service)
                // It may come to its point, and stand still, before it is ready.
                _ = try await eventually("ingest being ready or standing still") {
                    if landscape.interposers[service]?.isReached == true { return true }
                    return try await landscape.isReady(service) ? true : nil
                }
                return try await landscape.orderAndApprove()
            }
            let request = try await landscape.orderAndApprove()
            try landscape.launch(service)
            return request
        }
    }
}
