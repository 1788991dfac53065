import Foundation

/// A server that scripts/test has started, from the environment.
struct TestServer: Sendable {
    let user: String
    let password: String
    let port: UInt16

    static func postgres() throws -> TestServer { try TestServer("LANDFALL_TEST_POSTGRES_URL") }
    static func broker() throws -> TestServer { try TestServer("LANDFALL_TEST_AMQP_URL") }

    private init(_ variable: String) throws {
        guard let text = ProcessInfo.processInfo.environment[variable], let url = URL(string: text), let port = url.port
        else {
            throw TestSocket.Failure(
                description: "\(variable) is not set; run scripts/test, which starts the servers that the tests need")
        }
        user = url.user(percentEncoded: false) ?? ""
        password = url.password(percentEncoded: false) ?? ""
        self.port = UInt16(clamping: port)
    }
}
