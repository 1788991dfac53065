import HTTPTypes

/// The endpoints under `/_sim/` that every simulator has. They are neither logged nor subject to faults.
struct ControlRoutes<Subject: Simulator>: Sendable {
    let simulator: Subject

    private var environment: SimulatorEnvironment { simulator.environment }

    /// Names how many of the oldest entries a bounded record had to let go.
    private static var droppedField: HTTPField.Name? { HTTPField.Name("X-Sim-Dropped") }

    static func isControl(_ request: SimulatorRequest) -> Bool { request.segments.first == "_sim" }

    func respond(to request: SimulatorRequest) async -> SimulatorResponse {
        if let own = await simulator.control(request) { return own }
        do {
            switch (request.segments.dropFirst().joined(separator: "/"), request.method) {
            case ("journal", .get):
                return record(environment.journal.json(after: try Self.start(request)))
            case ("requests", .get):
                return record(environment.requests.json(after: try Self.start(request)))
            case ("faults", .get):
                return .json(environment.faults.rules)
            case ("faults", .post):
                try environment.faults.replaceRules(try request.json())
                return SimulatorResponse(status: .noContent)
            case ("reset", .post):
                try simulator.reset(seed: request.body.isEmpty ? nil : try request.json())
                environment.journal.removeAll()
                environment.requests.removeAll()
                environment.faults.removeRules()
                return SimulatorResponse(status: .noContent)
            case ("state", .get):
                return .json(simulator.state())
            case ("journal", _), ("requests", _), ("faults", _), ("reset", _), ("state", _):
                return Self.refusal("This control endpoint has no \(request.method).", status: .methodNotAllowed)
            default:
                return Self.refusal("There is no control endpoint \(request.path).", status: .notFound)
            }
        } catch {
            return Self.refusal("\(error)", status: .badRequest)
        }
    }

    private func record(_ record: (entries: JSONValue, dropped: Int)) -> SimulatorResponse {
        var response = SimulatorResponse.json(record.entries)
        if record.dropped > 0, let name = Self.droppedField { response.headers[name] = String(record.dropped) }
        return response
    }

    /// `?after=N` asks for what came after entry N only.
    private static func start(_ request: SimulatorRequest) throws -> Int {
        guard let text = request.queryItems["after"] else { return 0 }
        guard let number = Int(text), number >= 0 else { throw MalformedInput("\"after\" must be a number.") }
        return number
    }

    private static func refusal(_ sentence: String, status: HTTPResponse.Status) -> SimulatorResponse {
        .json(["error": .string(sentence)], status: status)
    }
}
