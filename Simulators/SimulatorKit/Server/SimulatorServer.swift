import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Serves one simulator on plain HTTP and, with certificates, on TLS.
public struct SimulatorServer<Subject: Simulator>: Sendable {
    private let simulator: Subject
    private let configuration: SimulatorConfiguration
    private let logger: Logger

    public init(
        _ simulator: Subject, configuration: SimulatorConfiguration = .init(),
        logger: Logger = Logger(label: "simulator")
    ) {
        self.simulator = simulator
        self.configuration = configuration
        self.logger = logger
    }

    /// Serves until SIGTERM or SIGINT.
    ///
    /// - Throws: If a port is taken, or the certificates can't be read.
    public func run() async throws {
        let logger = self.logger
        let group = try serviceGroup(stoppingOn: [.sigterm, .sigint]) { addresses in
            logger.notice("listening", metadata: ["http": "\(addresses.http)", "https": "\(addresses.https ?? "-")"])
        }
        try await group.run()
    }

    /// Serves while `operation` runs.
    ///
    /// - Throws: What `operation` throws, or what ``run()`` does.
    public func withRunning<Value: Sendable>(
        _ operation: sending @escaping (SimulatorAddresses) async throws -> Value
    ) async throws -> Value {
        let (listening, continuation) = AsyncStream.makeStream(of: SimulatorAddresses.self)
        let group = try serviceGroup(stoppingOn: []) { continuation.yield($0) }
        async let running: Void = {
            defer { continuation.finish() }
            try await group.run()
        }()
        guard let addresses = await listening.first(where: { _ in true }) else {
            try await running
            throw CancellationError()
        }
        do {
            let value = try await operation(addresses)
            await group.triggerGracefulShutdown()
            try await running
            return value
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
    }

    private func serviceGroup(
        stoppingOn signals: [UnixSignal], onListening: @escaping @Sendable (SimulatorAddresses) -> Void
    ) throws -> ServiceGroup {
        let host = configuration.host
        let isTLS = configuration.certificates != nil
        let listeners = Listeners(host: host, isTLSExpected: isTLS, onListening: onListening)
        var services: [any Service] = [
            application(.http1(), scheme: "http", port: configuration.port) { listeners.report(plain: $0) }
        ]
        if let certificates = configuration.certificates {
            let server = try HTTPServerBuilder.tls(.http1(), tlsConfiguration: try Self.tls(certificates))
            services.append(
                application(server, scheme: "https", port: configuration.tlsPort) { listeners.report(tls: $0) })
        }
        services.append(OwnWork(simulator: simulator))
        var group = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: signals, logger: quietLogger)
        group.maximumGracefulShutdownDuration = configuration.shutdownLimit
        return ServiceGroup(configuration: group)
    }

    private func application(
        _ server: HTTPServerBuilder, scheme: String, port: Int, onPort: @escaping @Sendable (Int) -> Void
    ) -> some Service {
        Application(
            responder: SimulatorResponder(simulator: simulator, scheme: scheme, logger: logger), server: server,
            configuration: ApplicationConfiguration(address: .hostname(configuration.host, port: port)),
            onServerRunning: { channel in onPort(channel.localAddress?.port ?? port) }, logger: quietLogger)
    }

    /// The servers below say a lot that only matters when they fail.
    private var quietLogger: Logger {
        var logger = self.logger
        logger.logLevel = max(logger.logLevel, .warning)
        return logger
    }

    private static func tls(_ folder: String) throws -> TLSConfiguration {
        let chain = try NIOSSLCertificate.fromPEMFile("\(folder)/server.pem")
        let key = try NIOSSLPrivateKey(file: "\(folder)/server.key", format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.applicationProtocols = ["http/1.1"]
        return configuration
    }

    /// A simulator's own work as a service.
    private struct OwnWork: Service {
        let simulator: Subject

        func run() async throws { try await simulator.run() }
    }
}

/// Waits until every listener has its port.
private final class Listeners: Sendable {
    private let ports = Mutex<(plain: Int?, tls: Int?)>((nil, nil))
    private let host: String
    private let isTLSExpected: Bool
    private let onListening: @Sendable (SimulatorAddresses) -> Void

    init(host: String, isTLSExpected: Bool, onListening: @escaping @Sendable (SimulatorAddresses) -> Void) {
        self.host = host
        self.isTLSExpected = isTLSExpected
        self.onListening = onListening
    }

    func report(plain: Int? = nil, tls: Int? = nil) {
        let addresses = ports.withLock { ports -> SimulatorAddresses? in
            ports.plain = plain ?? ports.plain
            ports.tls = tls ?? ports.tls
            guard let plain = ports.plain, !isTLSExpected || ports.tls != nil else { return nil }
            return SimulatorAddresses(host: host, port: plain, tlsPort: ports.tls)
        }
        if let addresses { onListening(addresses) }
    }
}
