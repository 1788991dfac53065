import OrderedCollections
import SimulatorKit

/// Something ordered from the catalogue.
struct Order: Sendable {
    let item: String
    let requestedFor: String
    let openedBy: String
    var quantity = 1
    /// By name. A list collector takes a list of texts, a multi-row set a list of objects under its internal name.
    var variables: JSONObject = [:]
    /// Who is asked; nil for the manager of who it is for. Nobody at all means that it is approved as it is.
    var approvers: [String]?
    /// Everybody who is asked has said yes already.
    var isApproved = false
}

/// What an order made.
struct Ordered: Sendable {
    let request: Database.Place
    let item: Database.Place
}
