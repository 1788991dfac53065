import AMQP
import Testing

@Suite("The broker's URL")
struct ConfigurationTests {
    struct Good: Sendable, CustomTestStringConvertible {
        let url: String
        var endpoints = [AMQPEndpoint(host: "h", port: 5672)]
        var user = "guest"
        var password = "guest"
        var virtualHost = "/"
        var heartbeat = 30
        var isSecure = false
        var testDescription: String { url }
    }

    static let good = [
        Good(url: "amqp://h"),
        Good(url: "amqp://h/"),
        Good(url: "AMQP://h"),
        Good(url: "amqp://h/%2F"),
        Good(url: "amqp://h/landfall", virtualHost: "landfall"),
        Good(url: "amqp://h/a%2Fb", virtualHost: "a/b"),
        Good(url: "amqp://u@h", user: "u", password: ""),
        Good(url: "amqp://u:p@h", user: "u", password: "p"),
        Good(url: "amqp://u:p:q@h", user: "u", password: "p:q"),
        Good(url: "amqp://u%40x:p%2F%3A%25%C3%A4@h", user: "u@x", password: "p/:%ä"),
        Good(url: "amqp://u:p@q@h", user: "u", password: "p@q"),
        Good(url: "amqp://h:1", endpoints: [.init(host: "h", port: 1)]),
        Good(
            url: "amqp://u:p@a:1,b,[::1]:3,[fe80::1]/v?heartbeat=5",
            endpoints: [
                .init(host: "a", port: 1), .init(host: "b"), .init(host: "::1", port: 3), .init(host: "fe80::1"),
            ], user: "u", password: "p", virtualHost: "v", heartbeat: 5),
        Good(url: "amqp://h?heartbeat=0", heartbeat: 0),
        Good(url: "amqps://h", endpoints: [.init(host: "h", port: 5671)], isSecure: true),
    ]

    @Test("What is well formed is understood", arguments: good)
    func wellFormed(_ good: Good) throws {
        let configuration = try AMQPConfiguration(url: good.url)
        #expect(configuration.endpoints == good.endpoints)
        #expect(configuration.credentials == AMQPCredentials(user: good.user, password: good.password))
        #expect(configuration.virtualHost == good.virtualHost)
        #expect(configuration.heartbeat == .seconds(good.heartbeat))
        #expect((configuration.tls != nil) == good.isSecure)
    }

    @Test("TLS settings are taken from the query, and checks are on unless switched off")
    func tls() throws {
        let plain = try #require(try AMQPConfiguration(url: "amqps://h").tls)
        #expect(plain.verifyPeer && plain.verifyHostname && plain.caFile == nil)
        let full = try #require(
            try AMQPConfiguration(url: "amqps://h?cacertfile=/a%20b.pem&certfile=c&keyfile=k&verify=verify_none").tls)
        #expect(full.caFile == "/a b.pem")
        #expect(full.clientCertificateFile == "c" && full.clientKeyFile == "k")
        #expect(!full.verifyPeer && !full.verifyHostname)
    }

    @Test(
        "What is malformed is refused, without a word of the password",
        arguments: [
            "", "http://h", "amqp:/h", "amqp://", "amqp:///v", "amqp://u:sesame@", "amqp://u:sesame@h:0",
            "amqp://u:sesame@h:65536", "amqp://u:sesame@h:x", "amqp://u:sesame@h:", "amqp://u:sesame@h,,i",
            "amqp://u:sesame%@h", "amqp://u:sesame%4@h", "amqp://u:sesame%ff@h", "amqp://u:sesame%00@h",
            "amqp://u:sesame@h/a/b", "amqp://u:sesame@[::1", "amqp://u:sesame@[::1]x", "amqp://:sesame@h",
            "amqp://u:sesame@h?heartbeat=x", "amqp://u:sesame@h?heartbeat=-1", "amqp://u:sesame@h?heartbeat",
            "amqp://u:sesame@h?nonsense=1", "amqp://u:sesame@h?verify=verify_none", "amqp://u:sesame@h#fragment",
            "amqps://u:sesame@h?verify=maybe",
        ])
    func malformed(url: String) async throws {
        let error = try await amqpError { _ = try AMQPConfiguration(url: url) }
        #expect(error.code == .invalidConfiguration)
        #expect(!error.description.contains("sesame"))
        #expect(!error.isRetriable)
    }

    @Test("The password is never printed")
    func redaction() throws {
        let configuration = try AMQPConfiguration(url: "amqp://u:sesame@h")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped, "\(configuration.credentials)"] {
            #expect(!text.contains("sesame"))
            #expect(text.contains("***"))
        }
    }

    @Test("A configuration that can't work stops the client at once")
    func validation() async throws {
        var configuration = try AMQPConfiguration(url: "amqp://h")
        configuration.publishTimeout = .zero
        let client = AMQPClient(configuration: configuration, logger: TestBroker.logger)
        #expect(try await amqpError { try await client.run() }.code == .invalidConfiguration)
    }
}
