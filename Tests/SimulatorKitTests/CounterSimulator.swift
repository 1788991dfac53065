import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit
import Synchronization

/// The smallest simulator: `POST /count` counts, `GET /count` tells, `GET /where` gives an address.
final class CounterSimulator: Simulator {
    let environment: SimulatorEnvironment
    let bodyLimit = 1000
    private let count = Mutex(0)

    init(clock: any SimulatorClock = .system) { environment = SimulatorEnvironment(clock: clock) }

    func respond(to request: SimulatorRequest) async -> SimulatorResponse {
        switch (request.path, request.method) {
        case ("/count", .post):
            let value = count.withLock { count in
                count += 1
                environment.journal.append(
                    at: environment.clock.now, requestID: request.id, effect: "counted",
                    details: ["value": .integer(count)])
                return count
            }
            return .json(["count": .integer(value)], status: .created)
        case ("/count", .get): return .json(["count": .integer(count.withLock { $0 })])
        case ("/where", .get): return .json(["base": .string(request.baseURL)])
        default: return SimulatorResponse(status: .notFound)
        }
    }

    func reset(seed: JSONValue?) throws {
        guard let start = (seed ?? ["count": 0])["count"]?.integer else {
            throw MalformedInput("The seed needs \"count\".")
        }
        count.withLock { $0 = start }
    }

    func state() -> JSONValue { ["count": .integer(count.withLock { $0 })] }

    func stockAnswer(_ status: HTTPResponse.Status, to request: SimulatorRequest) -> SimulatorResponse {
        .json(["stock": .integer(status.code)], status: status)
    }
}
