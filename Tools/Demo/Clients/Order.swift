/// Somebody asks for access: the body of the ServiceNow simulator's `POST /_sim/order`.
struct Order: Encodable, Hashable, Sendable {
    /// The catalogue item by its name.
    var item: String
    /// Whom it is for, and who asks, by user name.
    var requestedFor: String
    var variables: [String: Answer]

    /// What was said to one of the item's questions.
    enum Answer: Encodable, Hashable, Sendable {
        case one(String)
        /// In a list collector.
        case several([String])

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .one(let value): try container.encode(value)
            case .several(let values): try container.encode(values)
            }
        }
    }

    enum CodingKeys: String, CodingKey {
        case item
        case requestedFor = "requested_for"
        case variables
    }

    /// Access that the seed's catalogue offers: one entitlement is chosen by one question, several by another.
    static func access(to entitlements: [String], for person: String) -> Order {
        let variables: [String: Answer] =
            if let only = entitlements.first, entitlements.count == 1 {
                ["entitlement": .one(only)]
            } else {
                ["entitlements": .several(entitlements)]
            }
        return Order(item: "Application access", requestedFor: person, variables: variables)
    }
}

/// What an order made.
struct Ordered: Decodable, Hashable, Sendable {
    struct Record: Decodable, Hashable, Sendable {
        let number: String
        let sys_id: String
    }

    /// The requested item, RITM.
    let item: Record
}
