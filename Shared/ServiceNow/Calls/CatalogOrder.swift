import Domain

/// The body of an order, named as the Service Catalog API names it.
struct CatalogOrder: Encodable {
    var sysparm_quantity = "1"
    var sysparm_requested_for: String
    var variables: [String: String]

    /// What is answered: the request, not the item in it. Other members may be null.
    struct Reply: Decodable {
        var request_id: String?
        var sys_id: String?

        /// The `sc_request`; older releases say `sys_id` alone.
        var request: SysID? { (request_id ?? sys_id).flatMap(SysID.init) }
    }
}
