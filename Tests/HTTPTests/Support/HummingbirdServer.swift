import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import HummingbirdTLS
import Logging
import NIOSSL
import Synchronization

/// How a real server is reached.
enum ServerKind: CaseIterable {
    case plain
    case tls
    case http2
}

/// What a real server has seen.
final class ServerJournal: Sendable {
    private let entries = Mutex<[String]>([])
    private let running = Mutex<(now: Int, most: Int)>((0, 0))

    var paths: [String] { entries.withLock { $0 } }
    var mostAtOnce: Int { running.withLock { $0.most } }

    func enter(_ path: String) {
        entries.withLock { $0.append(path) }
        running.withLock { running in
            running.now += 1
            running.most = max(running.most, running.now)
        }
    }

    func leave() {
        running.withLock { $0.now -= 1 }
    }
}

/// A running server of Hummingbird's.
struct HummingbirdServer {
    let kind: ServerKind
    let port: Int
    let host: String
    let journal: ServerJournal

    func url(_ path: String, host: String? = nil) -> String {
        "\(kind == .plain ? "http" : "https")://\(host ?? (kind == .plain ? "127.0.0.1" : "localhost")):\(port)\(path)"
    }
}

/// Runs `body` beside a server that answers `/get`, echoes bodies at `/echo`, sets a cookie at `/cookie`, tells at
/// `/headers` what it got, and at `/gather/N` answers once N requests are waiting there.
func withHummingbird<Result: Sendable>(
    _ kind: ServerKind, host: String = "127.0.0.1", clientAuthorityFile: String? = nil,
    body: @Sendable @escaping (HummingbirdServer) async throws -> Result
) async throws -> Result {
    let journal = ServerJournal()
    let (ports, portContinuation) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
        router: makeRouter(journal), server: try makeServerBuilder(kind, clientAuthorityFile),
        configuration: ApplicationConfiguration(address: .hostname(host, port: 0)),
        onServerRunning: { channel in portContinuation.yield(channel.localAddress?.port ?? 0) },
        logger: quietLogger)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await application.run() }
        var iterator = ports.makeAsyncIterator()
        let port = await iterator.next() ?? 0
        let result = try await body(HummingbirdServer(kind: kind, port: port, host: host, journal: journal))
        group.cancelAll()
        return result
    }
}

private let quietLogger: Logger = {
    var logger = Logger(label: "server")
    logger.logLevel = .critical
    return logger
}()

private func makeServerBuilder(_ kind: ServerKind, _ clientAuthorityFile: String?) throws -> HTTPServerBuilder {
    guard kind != .plain else { return .http1() }
    let directory = try TestEnvironment.certificates
    var tls = try TLSConfiguration.makeServerConfiguration(
        certificateChain: NIOSSLCertificate.fromPEMFile("\(directory)/server.pem").map { .certificate($0) },
        privateKey: .privateKey(NIOSSLPrivateKey(file: "\(directory)/server.key", format: .pem)))
    if let clientAuthorityFile {
        tls.certificateVerification = .noHostnameVerification
        tls.trustRoots = .file(clientAuthorityFile)
    }
    return kind == .tls ? try .tls(.http1(), tlsConfiguration: tls) : try .http2Upgrade(tlsConfiguration: tls)
}

private func makeRouter(_ journal: ServerJournal) -> Router<BasicRequestContext> {
    let router = Router()
    router.get("/gather/{count}") { request, context in
        let count = try context.parameters.require("count", as: Int.self)
        journal.enter(request.uri.path)
        defer { journal.leave() }
        for _ in 0..<1500 where journal.mostAtOnce < count { try await Task.sleep(for: .milliseconds(10)) }
        return "gathered"
    }
    router.get("/cookie") { _, _ in
        Response(status: .ok, headers: [.setCookie: "session=secret; Path=/"])
    }
    router.get("/headers") { request, _ in
        request.headers.map { "\($0.name.canonicalName): \($0.value)" }.joined(separator: "\n")
    }
    router.get("/get") { request, _ in
        journal.enter(request.uri.path)
        defer { journal.leave() }
        return "ok"
    }
    for method in [HTTPRequest.Method.post, .put, .patch, .delete] {
        router.on("/echo", method: method) { request, _ in
            let body = try await request.body.collect(upTo: 16 << 20)
            var headers: HTTPFields = [HTTPField.Name("X-Method")!: request.method.rawValue]
            headers[HTTPField.Name("X-Length")!] = request.headers[.contentLength] ?? "none"
            headers[HTTPField.Name("X-Type")!] = request.headers[.contentType] ?? "none"
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
        }
    }
    return router
}
