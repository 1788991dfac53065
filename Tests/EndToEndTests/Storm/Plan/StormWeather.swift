/// How the simulators misbehave for a while: each rule with a chance and a seed of its own.
struct StormWeather: Sendable, Hashable {
    let entra: [Fault]
    let serviceNow: [Fault]
    let teams: [Fault]

    func faults(of simulator: SimulatorKind) -> [Fault] {
        switch simulator {
        case .entra: entra
        case .serviceNow: serviceNow
        case .teams: teams
        }
    }

    /// The rules that are in force all the time, also when the storm is over.
    static let lasting = StormWeather(entra: refusal(by: StormGroups.forbidden), serviceNow: [], teams: [])
    /// Those that are in force while the storm lasts.
    static let passing = refusal(by: StormGroups.reluctant)

    /// Nobody is added.
    private static func refusal(by entitlement: Cast.Entitlement) -> [Fault] {
        ["POST", "PATCH"].map { method in
            Fault(
                method: method, path: "^/v1\\.0/groups/\(entitlement.group)(/members/\\$ref)?$", act: ["status": 403])
        }
    }

    /// - Parameter severity: 1 for about one write in four to Graph going wrong.
    init(severity: Double, chance: inout Scramble) {
        func rules(_ kinds: [(String?, String, Double, JSON)]) -> [Fault] {
            kinds.map { method, path, probability, act in
                Fault(
                    method: method, path: path, act: act,
                    chance: .init(
                        probability: min(probability * severity, 0.9),
                        seed: Int(UInt32.random(in: .min ... .max, using: &chance))))
            }
        }
        // Few, and not by chance: each has all executors wait, and ask for less from then on.
        let throttlings = Self.throttlings.map { method, path, act in
            Fault(method: method, path: path, nth: .integer(Int.random(in: 1...60, using: &chance)), act: act)
        }
        entra = Self.lasting.entra + Self.passing + throttlings + rules(Self.entraKinds)
        serviceNow = rules(Self.serviceNowKinds)
        teams = rules([("POST", "^/workflows/", 0.3, ["status": 500])])
    }

    private init(entra: [Fault], serviceNow: [Fault], teams: [Fault]) {
        self.entra = entra
        self.serviceNow = serviceNow
        self.teams = teams
    }

    /// The same with everything answered 503.
    func out(_ simulator: SimulatorKind) -> [Fault] {
        [Fault(path: "^/", act: ["status": 503])] + faults(of: simulator)
    }

    private static let throttlings: [(String, String, JSON)] = [
        ("POST", "^/v1\\.0/groups/", ["status": 429, "headers": ["Retry-After": "1.5"]]),
        ("POST", "^/v1\\.0/groups/", ["status": 429, "headers": ["Retry-After": "1"], "after_effect": true]),
        ("GET", "^/v1\\.0/", ["status": 429, "headers": ["Retry-After": "0.5"]]),
    ]

    private static let entraKinds: [(String?, String, Double, JSON)] = {
        let groups = "^/v1\\.0/groups/"
        let writes: [(Double, JSON)] = [
            (0.02, ["status": 503]),
            (0.02, ["status": 500]),
            (0.02, ["status": 502, "after_effect": true]),
            (0.02, ["status": 503, "after_effect": true]),
            (0.02, ["status": 504, "after_effect": true]),
            (0.02, ["close": "before"]),
            (0.03, ["close": "after"]),
            (0.02, ["status": 409]),
            (0.03, ["delay_ms": 700]),
            (0.01, ["delay_ms": 1500, "after_effect": true]),
            // Longer than anybody waits.
            (0.004, ["delay_ms": 7000]),
            (0.004, ["delay_ms": 7000, "after_effect": true]),
        ]
        let changes = ["POST", "PATCH", "DELETE"].flatMap { method in writes.map { (method, groups, $0.0, $0.1) } }
        return changes + [
            ("POST", "^/v1\\.0/\\$batch$", 0.02, ["close": "before"]),
            ("POST", "^/v1\\.0/\\$batch$", 0.03, ["close": "after"]),
            ("POST", "^/v1\\.0/\\$batch$", 0.02, ["status": 503]),
            ("POST", "^/v1\\.0/\\$batch$", 0.03, ["status": 504, "after_effect": true]),
            ("GET", "^/v1\\.0/", 0.01, ["status": 503]),
            ("GET", "^/v1\\.0/", 0.005, ["status": 500]),
            ("GET", "^/v1\\.0/", 0.01, ["close": "before"]),
            ("GET", "^/v1\\.0/", 0.02, ["delay_ms": 400]),
            (nil, "/oauth2/v2\\.0/token$", 0.1, ["status": 503]),
            (nil, "/oauth2/v2\\.0/token$", 0.1, ["close": "after"]),
        ]
    }()

    /// What goes wrong with an instance, with tickets and with incidents.
    private static let serviceNowKinds: [(String?, String, Double, JSON)] = {
        let json: JSON = ["Content-Type": "application/json;charset=UTF-8"]
        let page: JSON = [
            "status": 200, "headers": ["Content-Type": "text/html"],
            "body": "<html><body>Instance Hibernating page</body></html>",
        ]
        let cut: JSON = [
            "status": 200, "headers": json, "after_effect": true,
            "body":
                "{\"result\":{\"sys_id\":\"\",\"error\":{\"message\":\"Transaction cancelled: maximum execution time exceeded\"},",
        ]
        let writes: [(Double, JSON)] = [
            (0.02, ["status": 429, "headers": ["Retry-After": "1"]]),
            (0.01, ["status": 429]),
            (0.03, ["status": 202, "body": ""]),
            (0.03, ["status": 500, "after_effect": true]),
            (0.02, ["status": 500]),
            (0.02, cut),
            (0.03, ["close": "after"]),
            (0.02, ["close": "before"]),
            (0.02, ["status": 401]),
            (0.01, ["status": 503]),
            (0.02, page),
            (0.02, ["delay_ms": 800, "after_effect": true]),
            // Longer than anybody waits, and carried out all the same.
            (0.004, ["delay_ms": 5000]),
        ]
        let reads: [(Double, JSON)] = [
            (0.003, ["status": 429, "headers": ["Retry-After": "1"]]),
            (0.002, ["status": 429]),
            (0.004, ["status": 202, "body": ""]),
            (0.004, ["status": 500]),
            (0.002, cut),
            (0.004, ["close": "after"]),
            (0.004, ["status": 401]),
            (0.004, page),
        ]
        let items = "^/api/now/table/sc_req_item/"
        let incidents = "^/api/now/table/incident"
        return writes.flatMap { probability, act -> [(String?, String, Double, JSON)] in
            [
                ("PATCH", items, probability, act), ("POST", incidents, probability, act),
                ("PATCH", incidents, probability, act),
            ]
        } + reads.map { ("GET", "^/api/now/table/", $0.0, $0.1) } + [
            (nil, "^/oauth_token\\.do$", 0.1, ["status": 503]),
            (nil, "^/oauth_token\\.do$", 0.05, ["status": 401]),
            (nil, "^/oauth_token\\.do$", 0.1, page),
        ]
    }()
}
