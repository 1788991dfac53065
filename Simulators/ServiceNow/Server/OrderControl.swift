import OrderedCollections
import SimulatorKit

/// The body of `POST /_sim/order`.
struct OrderControl {
    let count: Int
    private let item: String
    private let requestedFor: String
    private let openedBy: String
    private let variables: JSONObject
    private let approvers: [String]?
    private let isApproved: Bool

    private static let maximumCount = 100_000

    init(_ json: JSONValue) throws {
        var reader = try RuleReader(json, in: "The order")
        item = try reader.required("item")
        requestedFor = try reader.required("requested_for")
        openedBy = try reader.string("opened_by") ?? requestedFor
        approvers = try reader.strings("approvers")
        isApproved = try reader.bool("approved", default: false)
        count = try reader.integer("count", default: 1)
        let given = reader.value("variables")
        guard given == nil || given?.object != nil else { throw MalformedInput("\"variables\" must be an object.") }
        variables = given?.object ?? [:]
        try reader.finish()
        guard (1...Self.maximumCount).contains(count) else {
            throw MalformedInput("\"count\" in The order must be from 1 to \(Self.maximumCount).")
        }
    }

    func order(in instance: Instance) throws(Refusal) -> Order {
        guard let product = instance.database.sysID(in: "sc_cat_item", showing: item) else {
            throw Refusal(400, "There is no catalogue item \(item)")
        }
        return Order(
            item: product, requestedFor: try person(requestedFor, instance), openedBy: try person(openedBy, instance),
            variables: variables,
            approvers: try approvers.map { (names) throws(Refusal) in
                var found: [String] = []
                for name in names { found.append(try person(name, instance)) }
                return found
            }, isApproved: isApproved)
    }

    private func person(_ name: String, _ instance: Instance) throws(Refusal) -> String {
        guard let id = instance.person(name) else { throw Refusal(400, "There is no person \(name)") }
        return id
    }
}
