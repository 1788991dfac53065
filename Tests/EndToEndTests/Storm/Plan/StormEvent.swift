/// Something that is done to the landscape in the course of a storm.
struct StormEvent: Sendable, Hashable, CustomStringConvertible {
    /// How many requests are at rest by then.
    let after: Int
    let deed: Deed

    enum Deed: Sendable, Hashable {
        /// As a crash, and back after so many milliseconds.
        case kill(Replica, awayFor: Int)
        /// In good order, and back after so many milliseconds.
        case terminate(Replica, awayFor: Int)
        /// Stands still for so many milliseconds.
        case pause(Replica, for: Int)
        case end(OwnServers.Server, OwnServers.Ending)
        /// Events that were published before are published again, in any order.
        case repeatMessages(atMost: Int, seed: UInt64)
        /// Some of those that are at rest without success are carried out once more.
        case retry(atMost: Int, seed: UInt64)
        /// The simulators misbehave in another way from now on.
        case weather(StormWeather)
        /// A simulator answers nothing but 503 for so many milliseconds, then misbehaves as before.
        case outage(SimulatorKind, for: Int)
    }

    var description: String {
        switch deed {
        case .kill(let replica, let pause): "kill \(replica), start it after \(pause) ms"
        case .terminate(let replica, let pause): "stop \(replica), start it after \(pause) ms"
        case .pause(let replica, let time): "\(replica) stands still for \(time) ms"
        case .end(let server, let ending): "\(ending) \(server)"
        case .repeatMessages(let count, _): "repeat up to \(count) messages"
        case .retry(let count, _): "retry up to \(count) requests"
        case .weather: "another weather"
        case .outage(let simulator, let time): "\(simulator) is out for \(time) ms"
        }
    }
}
