public import HTTPTypes
import Synchronization

/// Lets requests through to a simulator, or makes them meet the faults that the rules ask for.
public final class FaultGate: Sendable {
    private let engine = Mutex(FaultEngine())
    private let clock: any SimulatorClock

    public init(clock: any SimulatorClock) { self.clock = clock }

    /// Replaces the whole list of rules.
    ///
    /// - Throws: ``MalformedInput``; the rules that were there stay in force then.
    public func replaceRules(_ json: JSONValue) throws {
        let replacement = try FaultEngine(json)
        engine.withLock { $0 = replacement }
    }

    /// The rules with how often each matched and fired.
    public var rules: JSONValue { engine.withLock { $0.json } }

    func removeRules() { engine.withLock { $0 = FaultEngine() } }

    /// Answers a request: by `effect`, by a rule, or by both.
    ///
    /// - Parameters:
    ///   - stockAnswer: What the simulated service would send with a status for which the rule gives no body.
    ///   - effect: Carries the request out.
    public func pass(
        _ request: SimulatorRequest,
        stockAnswer: (HTTPResponse.Status) -> SimulatorResponse,
        effect: (SimulatorRequest) async -> SimulatorResponse
    ) async -> SimulatorResponse {
        let decided = engine.withLock { engine in
            engine.isEmpty ? nil : engine.decide(method: request.method.rawValue, path: request.path)
        }
        guard let action = decided else { return await effect(request) }
        if action.close == .after || action.effectComesFirst {
            let own = await effect(request)
            guard await wait(action.delay), action.close == nil else { return .connectionClosed }
            return action.answer.map { Self.response($0, stockAnswer) } ?? own
        }
        guard await wait(action.delay), action.close == nil else { return .connectionClosed }
        if let answer = action.answer { return Self.response(answer, stockAnswer) }
        return await effect(request)
    }

    /// False if the server is stopped meanwhile.
    private func wait(_ delay: Duration) async -> Bool {
        guard delay > .zero else { return true }
        do {
            try await clock.sleep(for: delay)
            return true
        } catch {
            return false
        }
    }

    private static func response(
        _ answer: FaultAction.Answer, _ stockAnswer: (HTTPResponse.Status) -> SimulatorResponse
    ) -> SimulatorResponse {
        var response: SimulatorResponse
        switch answer.body {
        case nil: response = stockAnswer(answer.status)
        case .json(let value): response = .json(value, status: answer.status)
        case .text(let text): response = .text(text, contentType: "text/html; charset=utf-8", status: answer.status)
        }
        response.status = answer.status
        for field in answer.headers { response.headers[field.name] = field.value }
        return response
    }
}
