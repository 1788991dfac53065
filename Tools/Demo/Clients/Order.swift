/// Somebody asks for access: the body of the ServiceNow simulator's `POST /_sim/order`.
struct Order: Encodable, Hashable, Sendable {
    /// The catalogue item by its name.
    var item: String
    /// Whom it is for, and who asks, by user name.
    var requestedFor: String
    var variables: [String: String]

    enum CodingKeys: String, CodingKey {
        case item
        case requestedFor = "requested_for"
        case variables
    }

    /// Access that the seed's catalogue offers.
    static func access(to entitlement: String, for person: String) -> Order {
        Order(item: "Application access", requestedFor: person, variables: ["entitlement": entitlement])
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
