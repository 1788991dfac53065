/// A fault rule of a simulator, as far as the stories need them.
struct FaultRule: Encodable, Hashable, Sendable {
    struct Match: Encodable, Hashable, Sendable {
        var method: String
        /// A regular expression.
        var path: String
    }

    struct Act: Encodable, Hashable, Sendable {
        var status: Int?
        var headers: [String: String]?
        /// Milliseconds.
        var delay: Int?
        var isAfterEffect: Bool?

        enum CodingKeys: String, CodingKey {
            case status, headers
            case delay = "delay_ms"
            case isAfterEffect = "after_effect"
        }
    }

    var match: Match
    /// Which of the requests that match, counted from 1.
    var nth: [Int]
    var act: Act
}

extension FaultRule.Match {
    /// The requests that add members to a group.
    static func additions(to group: Directory.Entry) -> Self {
        Self(method: "POST", path: "^/v1\\.0/groups/\(group.id)/members/\\$ref$")
    }
}
