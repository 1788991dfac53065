import HTTPTypes
import SimulatorKit
import Synchronization

/// A control endpoint of its own: what Microsoft may do to a quota at any time.
extension EntraSimulator {
    /// `POST /_sim/quota`: the limits that are given take the place of those in force, as the seed's `quota` names them.
    func control(_ request: SimulatorRequest) async -> SimulatorResponse? {
        guard request.method == .post, request.segments == ["_sim", "quota"] else { return nil }
        do {
            let reader = try SeedReader(try request.json(), "the quota")
            let now = environment.clock.now
            try tenant.withLock { tenant in
                var settings = tenant.quota.settings
                try settings.update(from: reader)
                tenant.quota.change(to: settings, at: now)
            }
            return SimulatorResponse(status: .noContent)
        } catch {
            return .json(["error": .string("\(error)")], status: .badRequest)
        }
    }
}
