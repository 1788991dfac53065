import Testing

extension EndToEnd {
    @Suite("The broker and the database going away under load")
    struct RestartUnderLoadTests {
        private static let load = 500

        @Test(
            "500 requests, each server away once in the middle: all land, none twice",
            .timeLimit(.minutes(15)), arguments: OwnServers.Ending.allCases)
        func restarts(ending: OwnServers.Ending) async throws {
            try await OwnServers.run { own in
                var plan = Landscape.Plan()
                plan.people = Self.load
                try await Landscape.run(plan, on: own.servers) { landscape in
                    async let ordered = landscape.orderAndApprove(count: Self.load)
                    try await awaitWrites(Self.load / 5, in: landscape)
                    try await own.end(.rabbitmq, by: ending)
                    try await awaitWrites(Self.load * 3 / 5, in: landscape)
                    try await own.end(.postgres, by: ending)
                    let requests = try await ordered
                    try await landscape.awaitLanding(requests, within: .seconds(300))
                    try await landscape.insistLandedOnce(requests)
                    try await landscape.insistNoDeadLetters()
                    for request in requests.prefix(20) { try await landscape.insistAudited(request) }
                }
            }
        }

        private func awaitWrites(_ count: Int, in landscape: Landscape) async throws {
            _ = try await eventually("\(count) memberships", within: .seconds(180), every: .milliseconds(100)) {
                try await landscape.membershipWrites().count >= count ? true : nil
            }
        }
    }
}
