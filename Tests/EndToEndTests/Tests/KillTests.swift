import Interposer
import Testing

extension EndToEnd {
    @Suite("A service that is killed")
    struct KillTests {
        @Test(
            "before or after any of its external steps: the request still lands, once",
            .timeLimit(.minutes(15)), arguments: Service.allCases)
        func killedAnywhere(service: Service) async throws {
            var plan = Landscape.Plan()
            plan.people = 400
            plan.interposed = [service]
            let drill = KillDrill(service: service) {
                try await $0.orderAndApprove()
            } awaitEnd: {
                try await $0.awaitLanding($1)
            } insist: {
                try await $0.insistAudited($1)
                try await $0.insistLandedOnce([$1])
            }
            try await Landscape.run(plan) { landscape in
                let recordings = [try await drill.record(in: landscape), try await drill.record(in: landscape)]
                let toll = try await drill.kill(at: KillPoint.all(in: recordings), in: landscape)
                // Once more at the end: what a late repetition would have done twice shows by now.
                try await landscape.insistLandedOnce(toll.requests)
            }
        }
    }
}
