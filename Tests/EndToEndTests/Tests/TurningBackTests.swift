import Interposer
import Testing

extension EndToEnd {
    @Suite("A request for three groups, of which the third refuses")
    struct TurningBackTests {
        private static let drill = KillDrill(service: .executor) {
            try await $0.orderAndApprove(Cast.readers, Cast.reports, Cast.seats)
        } awaitEnd: {
            try await $0.awaitReversal($1)
        } insist: {
            try await $0.insistReversalAudited($1)
            try await $0.insistRevertedOnce([$1])
        }

        @Test(
            "is taken back, once, although the Executor is killed before or after any external step of that",
            .timeLimit(.minutes(15)))
        func killedAnywhere() async throws {
            var plan = Landscape.Plan()
            plan.people = 200
            plan.interposed = [.executor]
            // Where a kill leaves open what became of a call, nothing is undone for ten seconds.
            plan.environment = ["LANDFALL_GRAPH_TIMEOUT": "5s", "LANDFALL_GRAPH_LATENESS": "0s"]
            try await Landscape.run(plan) { landscape in
                let recordings = [
                    try await Self.drill.record(in: landscape), try await Self.drill.record(in: landscape),
                ]
                let points = KillPoint.all(in: try recordings.map(Self.wayBack)).map(Self.judged)
                let toll = try await Self.drill.kill(at: points, in: landscape)
                #expect(Set(toll.steps.map(\.kind)) == StepKind.effects.subtracting([.reject]))
                for step in Self.insisted {
                    let count = toll.steps.count { $0.name.detail.contains(step.detail) }
                    #expect(count >= 2 * step.occurrences, "before and after each: \(step.detail)")
                }
                // Once more at the end: what a late repetition would have done twice shows by now.
                try await landscape.insistRevertedOnce(toll.requests)
            }
        }

        /// The steps from the refusal on, but for reads, which leave the world as it is.
        private static func wayBack(_ steps: [Step]) throws -> [Step] {
            let additions = steps.indices.filter { steps[$0].name.detail.contains("POST /v1.0/groups/") }
            guard additions.count == 3 else {
                throw HarnessError("three additions were to be tried, not \(additions.count): \(steps)")
            }
            return steps[(additions[2] + 1)...].filter { !$0.name.detail.contains(" GET /") }
        }

        /// Two operations are read back at a time, and what they commit goes in one transaction or in two, by chance.
        private static func judged(_ point: KillPoint) -> KillPoint {
            guard case .name(let name) = point.trigger.target, name.kind == .commit else { return point }
            return KillPoint(trigger: point.trigger, isCertain: false)
        }

        /// The steps of which each has to be among those at which the Executor was killed.
        private static let insisted: [(detail: String, occurrences: Int)] = [
            ("update ledger.operations, update ledger.runs", 1),
            ("insert ledger.attempts, update ledger.attempts, update ledger.operations", 2),
            ("DELETE /v1.0/groups/", 2),
            ("operation.undo_applied", 2),
            ("operation.reverted", 2),
            ("run.reverted", 1),
        ]
    }
}
