// swift-tools-version: 6.2
import Foundation
import PackageDescription

// MARK: - Products that others publish

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let hummingbirdHTTP2: Target.Dependency = .product(name: "HummingbirdHTTP2", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTesting: Target.Dependency = .product(name: "HummingbirdTesting", package: "hummingbird")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let serviceLifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let coreMetrics: Target.Dependency = .product(name: "CoreMetrics", package: "swift-metrics")
let configuration: Target.Dependency = .product(name: "Configuration", package: "swift-configuration")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let collections: Target.Dependency = .product(name: "Collections", package: "swift-collections")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let jwtKit: Target.Dependency = .product(name: "JWTKit", package: "jwt-kit")
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "landfall",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "landfall-ingest", targets: ["Ingest"]),
        .executable(name: "landfall-validator", targets: ["Validator"]),
        .executable(name: "landfall-approver", targets: ["Approver"]),
        .executable(name: "landfall-executor", targets: ["Executor"]),
        .executable(name: "landfall-auditor", targets: ["Auditor"]),
        .executable(name: "entra-simulator", targets: ["EntraSimulator"]),
        .executable(name: "servicenow-simulator", targets: ["ServiceNowSimulator"]),
        .executable(name: "teams-simulator", targets: ["TeamsSimulator"]),
        .executable(name: "landfall-demo", targets: ["Demo"]),
        .executable(name: "landfall", targets: ["Landfall"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // MARK: C libraries
        .systemLibrary(
            name: "CRabbitMQ", path: "Shared/CRabbitMQ", pkgConfig: "librabbitmq",
            providers: [.apt(["librabbitmq-dev"])]),
        .systemLibrary(
            name: "CPostgreSQL", path: "Shared/CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(
            name: "CCurl", path: "Shared/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

        // MARK: The ground: pure, no I/O
        .target(name: "Domain", dependencies: [crypto], path: "Shared/Domain"),

        // MARK: Clients: each one is independent of Landfall
        .target(name: "AMQP", dependencies: ["CRabbitMQ", logging, deque], path: "Shared/AMQP"),
        .target(name: "Postgres", dependencies: ["CPostgreSQL", logging], path: "Shared/Postgres"),
        .target(name: "HTTP", dependencies: ["CCurl", httpTypes, logging], path: "Shared/HTTP"),

        // MARK: Connectors: one outside service each
        .target(
            name: "Entra", dependencies: ["Domain", "HTTP", crypto, httpTypes, jwtKit, logging], path: "Shared/Entra"),
        .target(name: "ServiceNow", dependencies: ["Domain", "HTTP", httpTypes], path: "Shared/ServiceNow"),
        .target(name: "Teams", dependencies: ["Domain", "HTTP", httpTypes], path: "Shared/Teams"),

        // MARK: What is on record, for the service that keeps it and the tool that proves it
        .target(name: "Audit", dependencies: ["Domain", "Postgres", crypto], path: "Shared/Audit"),

        // MARK: What every service is made of
        .target(
            name: "Fleet",
            dependencies: [
                "Domain", "AMQP", "Postgres", "HTTP", "Entra", "ServiceNow", "Teams", configuration, crypto,
                hummingbird,
                logging,
                metrics, coreMetrics, serviceLifecycle, unixSignals, yams,
            ],
            path: "Shared/Fleet"),

        // MARK: Pages that people sign in to
        .target(
            name: "SignIn",
            dependencies: [
                "Domain", "Entra", "Fleet", "HTTP", crypto, httpTypes, hummingbird, jwtKit, logging, mustache, nioCore,
            ],
            path: "Shared/SignIn"),

        // MARK: The five services: none imports another
        .executableTarget(
            name: "Ingest",
            dependencies: [
                "Domain", "Fleet", "Postgres", "ServiceNow", crypto, hummingbird, httpTypes, logging, nioCore,
                serviceLifecycle,
            ],
            path: "Services/Ingest"),
        .executableTarget(
            name: "Validator", dependencies: ["Domain", "Entra", "Fleet", "Postgres", "ServiceNow", logging],
            path: "Services/Validator"),
        .executableTarget(
            name: "Approver",
            dependencies: [
                "Domain", "Entra", "Fleet", "Postgres", "SignIn", httpTypes, hummingbird, logging, serviceLifecycle,
            ],
            path: "Services/Approver"),
        .executableTarget(
            name: "Executor",
            dependencies: ["Domain", "Entra", "Fleet", "Postgres", logging, metrics, serviceLifecycle],
            path: "Services/Executor"),
        .executableTarget(
            name: "Auditor",
            dependencies: [
                "Audit", "Domain", "Fleet", "Postgres", "ServiceNow", "SignIn", "Teams", hummingbird, logging, metrics,
                mustache, serviceLifecycle,
            ],
            path: "Services/Auditor"),

        // MARK: Tools
        .executableTarget(
            name: "Demo", dependencies: ["HTTP", argumentParser, httpTypes, logging], path: "Tools/Demo"),
        .executableTarget(
            name: "Landfall",
            dependencies: [
                "Audit", "Domain", "Entra", "Fleet", "Postgres", "ServiceNow", argumentParser, logging,
            ],
            path: "Tools/Landfall"),

        // MARK: Simulators
        .target(
            name: "SimulatorKit",
            dependencies: [
                hummingbird, hummingbirdTLS, hummingbirdCore, nioCore, serviceLifecycle, unixSignals, logging,
                argumentParser,
                httpTypes, collections,
            ],
            path: "Simulators/SimulatorKit"),
        .executableTarget(
            name: "EntraSimulator",
            dependencies: [
                "SimulatorKit", argumentParser, logging, httpTypes, crypto, cryptoExtras, jwtKit, collections,
            ],
            path: "Simulators/Entra", resources: [.embedInCode("seed.json")]),
        .executableTarget(
            name: "ServiceNowSimulator",
            dependencies: [
                "SimulatorKit", "HTTP", argumentParser, collections, crypto, httpTypes, logging, serviceLifecycle,
            ],
            path: "Simulators/ServiceNow", exclude: ["README.md", "faults.json"], resources: [.embedInCode("seed.json")]
        ),
        .executableTarget(
            name: "TeamsSimulator", dependencies: ["SimulatorKit", argumentParser, collections, httpTypes, logging],
            path: "Simulators/Teams"),

        // MARK: Benchmarks: each beside a peer, or beside its goals
        .target(
            name: "AMQPBenchmarkPeer", dependencies: ["CRabbitMQ"], path: "Benchmarks/AMQP/Peer",
            linkerSettings: [.linkedLibrary("rabbitmq")]),
        .executableTarget(
            name: "AMQPBenchmark", dependencies: ["AMQP", "AMQPBenchmarkPeer", logging],
            path: "Benchmarks/AMQP/Benchmark"),
        .target(
            name: "BenchmarkSupport", dependencies: ["HTTP", httpTypes, logging], path: "Benchmarks/Support"),
        .executableTarget(
            name: "PostgresBenchmark", dependencies: ["BenchmarkSupport", "Postgres", logging],
            path: "Benchmarks/Postgres"),
        .executableTarget(name: "HTTPBenchmarkC", dependencies: ["CCurl"], path: "Benchmarks/HTTP/C"),
        .executableTarget(
            name: "HTTPBenchmark", dependencies: ["HTTP", "HTTPBenchmarkC", httpTypes, logging],
            path: "Benchmarks/HTTP/Swift"),

        .executableTarget(
            name: "RoadBenchmark", dependencies: ["BenchmarkSupport", "HTTP", argumentParser, httpTypes],
            path: "Benchmarks/Road"),
        .executableTarget(
            name: "ExecutorBenchmark",
            dependencies: [
                "BenchmarkSupport", "AMQP", "Domain", "Fleet", "HTTP", "Postgres", argumentParser, httpTypes,
                hummingbird,
                logging,
            ],
            path: "Benchmarks/Executors"),
        .executableTarget(
            name: "AuditBenchmark",
            dependencies: ["BenchmarkSupport", "AMQP", "Domain", "Fleet", "Postgres", argumentParser, logging],
            path: "Benchmarks/Audit"),

        // MARK: Tests
        .target(
            name: "TestSupport",
            dependencies: [
                "AMQP", "Domain", "HTTP", "Postgres", "ServiceNow", "Teams", hummingbird, httpTypes, logging,
            ],
            path: "Tests/TestSupport"),
        .testTarget(name: "DomainTests", dependencies: ["TestSupport", "Domain"]),
        .testTarget(name: "AMQPTests", dependencies: ["AMQP", logging]),
        .testTarget(
            name: "HTTPTests",
            dependencies: [
                "HTTP", hummingbird, hummingbirdCore, hummingbirdTLS, hummingbirdHTTP2, nioSSL, httpTypes, logging,
            ]),
        .testTarget(
            name: "EntraTests",
            dependencies: [
                "TestSupport", "Entra", "Domain", "HTTP", crypto, cryptoExtras, httpTypes, hummingbird, jwtKit, logging,
            ]),
        .testTarget(
            name: "SignInTests",
            dependencies: [
                "TestSupport", "SignIn", "EntraSimulator", "SimulatorKit", "Domain", "Entra", "Fleet", "HTTP", crypto,
                cryptoExtras, httpTypes, hummingbird, jwtKit, logging,
            ]),
        .testTarget(name: "ServiceNowTests", dependencies: ["TestSupport", "ServiceNow", "Domain", "HTTP", httpTypes]),
        .testTarget(
            name: "TeamsTests",
            dependencies: [
                "TestSupport", "Teams", "TeamsSimulator", "SimulatorKit", "Domain", "HTTP", collections, httpTypes,
                logging,
            ]),
        .testTarget(
            name: "IngestTests",
            dependencies: [
                "TestSupport", "Interposer", "Ingest", "ServiceNowSimulator", "SimulatorKit", "AMQP", "Domain", "Fleet",
                "HTTP", "Postgres", "ServiceNow", crypto, hummingbird, httpTypes, logging, nioCore,
            ]),
        .testTarget(
            name: "ValidatorTests",
            dependencies: [
                "TestSupport", "Validator", "EntraSimulator", "SimulatorKit", "Domain", "Entra", "Fleet", "HTTP",
                "Postgres", "ServiceNow", collections, logging,
            ]),
        .testTarget(
            name: "ApproverTests",
            dependencies: [
                "TestSupport", "Approver", "AMQP", "Domain", "Entra", "Fleet", "HTTP", "Postgres", "SignIn",
                hummingbird,
                httpTypes, logging,
            ]),
        .testTarget(
            name: "AuditorTests",
            dependencies: [
                "TestSupport", "Audit", "Auditor", "EntraSimulator", "ServiceNowSimulator", "TeamsSimulator",
                "SimulatorKit", "AMQP", "Domain", "Entra", "Fleet", "HTTP", "Postgres", "ServiceNow", "SignIn", "Teams",
                collections, hummingbird, httpTypes, logging,
            ]),
        .testTarget(
            name: "ExecutorTests",
            dependencies: ["TestSupport", "Executor", "Domain", "Entra", "Fleet", "HTTP", "Postgres", logging]),
        .testTarget(
            name: "FleetTests",
            dependencies: [
                "TestSupport", "Fleet", "AMQP", "Domain", "Entra", "HTTP", "Postgres", "ServiceNow", coreMetrics,
                hummingbird, hummingbirdTesting, httpTypes, logging, serviceLifecycle,
            ]),
        .testTarget(name: "DemoTests", dependencies: ["Demo"]),
        .testTarget(
            name: "LandfallTests",
            dependencies: [
                "TestSupport", "Landfall", "Validator", "EntraSimulator", "ServiceNowSimulator", "SimulatorKit",
                "Audit",
                "Domain", "Fleet", "Postgres", "ServiceNow", argumentParser, collections, logging,
            ]),
        .testTarget(
            name: "SimulatorKitTests",
            dependencies: ["SimulatorKit", hummingbirdTesting, hummingbirdTLS, nioCore, httpTypes, collections]),
        .testTarget(
            name: "EntraSimulatorTests",
            dependencies: [
                "EntraSimulator", "SimulatorKit", hummingbirdTesting, nioCore, httpTypes, collections, crypto,
                cryptoExtras, jwtKit,
            ]),
        .testTarget(
            name: "ServiceNowSimulatorTests",
            dependencies: [
                "ServiceNowSimulator", "SimulatorKit", hummingbirdTesting, nioCore, collections, crypto, httpTypes,
            ]),
        .testTarget(
            name: "TeamsSimulatorTests",
            dependencies: ["TeamsSimulator", "SimulatorKit", hummingbirdTesting, nioCore, collections, httpTypes]),
        .testTarget(name: "PostgresTests", dependencies: ["Postgres", logging]),
        // Proxies between a service and its peers, which see each of its steps and can stop it there.
        .target(name: "Interposer", path: "Tests/Interposer"),
        .testTarget(name: "InterposerTests", dependencies: ["Interposer"]),
        // The Executor as it is launched, but in the test's process: between a real broker, a real database and the simulated Entra.
        .testTarget(
            name: "WeatherTests",
            dependencies: [
                "TestSupport", "Interposer", "Executor", "EntraSimulator", "SimulatorKit", "AMQP", "Domain", "Entra",
                "Fleet", "HTTP", "Postgres", collections, httpTypes, logging, serviceLifecycle,
            ]),
        // All five services as they are launched, but in the test's process: between a real broker, a real database and the simulators.
        .testTarget(
            name: "TicketWeatherTests",
            dependencies: [
                "TestSupport", "Ingest", "Validator", "Approver", "Executor", "Auditor", "EntraSimulator",
                "ServiceNowSimulator", "SimulatorKit", "AMQP", "Domain", "Fleet", "Postgres", collections, httpTypes,
                logging, serviceLifecycle,
            ]),
        // Runs the programs themselves, so they have to be built with it.
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "Interposer", "Domain", "Ingest", "Validator", "Approver", "Executor", "Auditor", "EntraSimulator",
                "ServiceNowSimulator",
                "TeamsSimulator", "HTTP", crypto, httpTypes, logging,
            ]),
    ]
)

// MARK: - One set of settings for every target

let warningsAreErrors = ProcessInfo.processInfo.environment["LANDFALL_WARNINGS_AS_ERRORS"] != nil

for target in package.targets where ![.system, .plugin, .binary].contains(target.type) {
    var settings = target.swiftSettings ?? []
    settings += [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        // A misspelt feature name passes silently without this.
        .treatWarning("StrictLanguageFeatures", as: .error),
    ]
    if warningsAreErrors { settings.append(.treatAllWarnings(as: .error)) }
    target.swiftSettings = settings
}
