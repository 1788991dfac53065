import Fleet
import Testing

@testable import Executor

@Suite("The quota's configuration")
struct QuotaConfigurationTests {
    @Test("Without a value it is Microsoft's table, for a tenant of middle size")
    func defaults() throws {
        let configuration = try QuotaConfiguration(Settings([:]))
        #expect(configuration.limits.writes == QuotaLimit(amount: 3000, window: 150))
        #expect(configuration.limits.resourceUnits == QuotaLimit(amount: 5000, window: 10))
        #expect(configuration.patience == .seconds(30))
    }

    @Test("A limit is a number and a length of time")
    func limits() throws {
        let configuration = try QuotaConfiguration(
            Settings([
                "LANDFALL_GRAPH_WRITES": "1500/15s", "LANDFALL_GRAPH_RESOURCE_UNITS": "8000/1m",
                "LANDFALL_QUOTA_PATIENCE": "500ms",
            ]))
        #expect(configuration.limits.writes == QuotaLimit(amount: 1500, window: 15))
        #expect(configuration.limits.resourceUnits == QuotaLimit(amount: 8000, window: 60))
        #expect(configuration.patience == .milliseconds(500))
    }

    @Test(
        "Anything else is refused by name",
        arguments: ["3000", "3000/", "/150s", "0/1s", "3000/0s", "3000/150", "3e3/1s", "1/2/3s"])
    func refused(_ text: String) {
        for name in ["LANDFALL_GRAPH_WRITES", "LANDFALL_GRAPH_RESOURCE_UNITS"] {
            let error = #expect(throws: ConfigurationError.self) { try QuotaConfiguration(Settings([name: text])) }
            #expect(error?.name == name)
        }
    }
}
