import Foundation

/// What `scripts/test` provides.
enum TestEnvironment {
    struct Missing: Error, CustomStringConvertible {
        let name: String
        var description: String { "\(name) is not set: run scripts/test, which sets it" }
    }

    static var caFile: String { get throws { try value("LANDFALL_TEST_CA_FILE") } }
    static var certificates: String { get throws { try value("LANDFALL_TEST_CERTIFICATES") } }

    private static func value(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { throw Missing(name: name) }
        return value
    }
}
