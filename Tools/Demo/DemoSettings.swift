/// Where the running stack is found: the values of `.run/stack.env` that the demo needs.
struct DemoSettings: Hashable, Sendable {
    var entraURL: String
    var serviceNowURL: String
    var teamsURL: String
    var managementURL: String
    var approverURL: String
    var tenant: String
    var clientID: String
    var clientSecretFile: String
    var serviceNowClientID: String
    var serviceNowClientSecretFile: String

    /// - Throws: ``DemoFailure`` that names the first value that is missing.
    init(environment: [String: String]) throws(DemoFailure) {
        func value(_ name: String) throws(DemoFailure) -> String {
            guard let value = environment[name], !value.isEmpty else {
                throw DemoFailure("\(name) is not set: run scripts/demo, or load .run/stack.env into the environment")
            }
            return value
        }
        entraURL = "http://127.0.0.1:\(try value("LANDFALL_ENTRA_PORT"))"
        serviceNowURL = "http://127.0.0.1:\(try value("LANDFALL_SERVICENOW_PORT"))"
        teamsURL = "http://127.0.0.1:\(try value("LANDFALL_TEAMS_PORT"))"
        managementURL = "http://127.0.0.1:\(try value("LANDFALL_MANAGEMENT_PORT"))"
        approverURL = try value("LANDFALL_APPROVER_URL")
        tenant = try value("LANDFALL_TENANT_ID")
        clientID = try value("LANDFALL_CLIENT_ID")
        clientSecretFile = try value("LANDFALL_CLIENT_SECRET_FILE")
        serviceNowClientID = try value("LANDFALL_SERVICENOW_CLIENT_ID")
        serviceNowClientSecretFile = try value("LANDFALL_SERVICENOW_CLIENT_SECRET_FILE")
    }
}
