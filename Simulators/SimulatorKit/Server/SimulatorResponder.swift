import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Joins Hummingbird to a simulator: reads the body within its limit, keeps the log, applies the faults, and closes
/// the connection where the answer says so.
struct SimulatorResponder<Subject: Simulator>: HTTPResponder {
    /// What is known of a request's connection.
    struct Context: InitializableFromSource {
        let channel: any Channel

        init(source: ApplicationRequestContextSource) { channel = source.channel }
    }

    let simulator: Subject
    /// `http` or `https`: which of the two listeners this responder serves.
    let scheme: String
    let logger: Logger

    private var environment: SimulatorEnvironment { simulator.environment }

    func respond(to request: Request, context: Context) async throws -> Response {
        var incoming = SimulatorRequest(
            method: request.method, target: request.head.path ?? "/", scheme: scheme,
            authority: request.head.authority ?? "localhost", headers: request.headers,
            receivedAt: environment.clock.now)
        do {
            let buffer = try await request.body.collect(upTo: simulator.bodyLimit)
            incoming.body = Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            let number = environment.requests.begin(incoming)
            let response = simulator.bodyTooLarge(incoming)
            environment.requests.finish(number, with: response)
            return Self.outgoing(response)
        }
        let response = await answer(incoming)
        if response.closesConnection {
            // The answer below can't be sent any more; Hummingbird drops it with the connection.
            try? await context.channel.close(mode: .all)
        }
        return Self.outgoing(response)
    }

    private func answer(_ request: SimulatorRequest) async -> SimulatorResponse {
        if ControlRoutes<Subject>.isControl(request) {
            return await ControlRoutes(simulator: simulator).respond(to: request)
        }
        let number = environment.requests.begin(request, query: simulator.loggedQuery(of: request))
        let response = await environment.faults.pass(request) { status in
            simulator.stockAnswer(status, to: request)
        } effect: { request in
            await simulator.respond(to: request)
        }
        environment.requests.finish(number, with: response)
        logger.debug(
            "answered",
            metadata: [
                "method": "\(request.method)", "path": "\(request.path)", "status": "\(response.status.code)",
                "request_id": "\(request.id)",
            ])
        return response
    }

    private static func outgoing(_ response: SimulatorResponse) -> Response {
        let body = response.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: response.body))
        return Response(status: response.status, headers: response.headers, body: body)
    }
}
