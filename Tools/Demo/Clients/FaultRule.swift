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

    /// Which of the requests that match.
    enum Occurrence: Encodable, Hashable, Sendable {
        /// Counted from 1.
        case numbers([Int])
        case every

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .numbers(let numbers): try container.encode(numbers)
            case .every: try container.encode("every")
            }
        }
    }

    var match: Match
    var nth: Occurrence
    var act: Act
}

extension FaultRule.Match {
    /// The requests that add members to a group.
    static func additions(to group: Directory.Entry) -> Self {
        Self(method: "POST", path: "^/v1\\.0/groups/\(group.id)/members/\\$ref$")
    }

    /// The requests that change a ticket.
    static func changes(of ordered: Ordered) -> Self {
        Self(method: "PATCH", path: "^/api/now/table/sc_req_item/\(ordered.item.sys_id)$")
    }
}
