import Foundation

/// The broker and the database that the tests run on.
struct TestServers: Sendable {
    /// Host, port and credentials of a server, from an address.
    struct Address: Sendable {
        let url: URL
        var port: UInt16 { UInt16(clamping: url.port ?? 0) }
        var user: String { url.user(percentEncoded: false) ?? "" }
        var password: String { url.password(percentEncoded: false) ?? "" }
    }

    let amqp: Address
    let management: Address
    let postgres: Address

    /// The servers that scripts/test has started.
    static func shared() throws -> TestServers {
        TestServers(
            amqp: try address("LANDFALL_TEST_AMQP_URL"),
            management: try address("LANDFALL_TEST_MANAGEMENT_URL"),
            postgres: try address("LANDFALL_TEST_POSTGRES_URL"))
    }

    /// Where the repository's scripts are.
    static func scripts() throws -> URL { URL(filePath: try value("LANDFALL_TEST_SCRIPTS")) }

    private static func address(_ name: String) throws -> Address {
        let text = try value(name)
        guard let url = URL(string: text), url.port != nil else {
            throw HarnessError("\(name) is no address with a port")
        }
        return Address(url: url)
    }

    private static func value(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
            throw HarnessError("\(name) is not set; run scripts/test, which starts the servers that the tests need")
        }
        return value
    }
}
