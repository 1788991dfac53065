import Testing

extension EndToEnd {
    @Suite("Deliveries that are repeated and out of order")
    struct DuplicatedAndReorderedTests {
        private static let seeds: [UInt64] = [1, 2, 3]

        @Test(
            "Every event of landed requests again, in any order: nothing more happens", .timeLimit(.minutes(5)),
            arguments: seeds)
        func replayed(seed: UInt64) async throws {
            try await Landscape.run { landscape in
                let requests = try await landscape.orderAndApprove(count: 5)
                try await landscape.awaitLanding(requests, within: .seconds(60))
                for request in requests { try await landscape.insistAudited(request) }
                var scramble = Scramble(seed: seed)
                for message in scramble(try await landscape.broker.drain(Broker.witness)) {
                    try await landscape.broker.publish(message)
                }
                try await settle(landscape)
                try await landscape.insistLandedOnce(requests)
                for request in requests { try await landscape.insistAudited(request) }
                try await landscape.insistNoDeadLetters()
            }
        }

        @Test(
            "What waits for a service, repeated and out of order: all of it lands, once",
            .timeLimit(.minutes(5)), arguments: [Service.validator, .approver, .executor, .auditor], seeds)
        func scrambledInbox(service: Service, seed: UInt64) async throws {
            try await Landscape.run { landscape in
                await landscape.terminate(service)
                let requests = try await landscape.orderAndApprove(count: 6)
                let queue = try #require(service.queues.first)
                // While the Executor lives, its events about these requests reach the Auditor's queues one by one.
                let expected = service == .auditor ? ["run.landed"] : []
                _ = try await eventually("\(requests.count) messages in \(queue)") {
                    let waiting = try await landscape.broker.peek(queue)
                    let counted = expected.isEmpty ? waiting : waiting.filter { expected.contains($0.routingKey) }
                    return counted.count >= requests.count ? true : nil
                }
                var scramble = Scramble(seed: seed)
                for queue in service.queues {
                    for message in scramble(try await landscape.broker.drain(queue)) {
                        try await landscape.broker.put(message, into: queue)
                    }
                }
                try await landscape.start([service])
                try await landscape.awaitLanding(requests, within: .seconds(60))
                try await settle(landscape)
                try await landscape.insistLandedOnce(requests)
                for request in requests { try await landscape.insistAudited(request) }
                try await landscape.insistNoDeadLetters()
            }
        }

        /// Waits until what was published has been dealt with: a fresh request has passed all queues behind it, and the
        /// broker counts nothing more.
        private func settle(_ landscape: Landscape) async throws {
            let last = try await landscape.orderAndApprove()
            try await landscape.awaitLanding(last)
            _ = try await eventually("all queues being empty", within: .seconds(40), every: .milliseconds(500)) {
                try await landscape.broker.isIdle() ? true : nil
            }
        }
    }
}
