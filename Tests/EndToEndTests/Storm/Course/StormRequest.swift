/// An order of a storm that was placed.
struct StormRequest: Sendable, Hashable {
    let order: StormOrder
    let ritm: String
    let sysID: String
}

extension Landscape {
    /// Places an order, approved at once where it is to be; the simulator does it in people's stead.
    func place(_ order: StormOrder) async throws -> StormRequest {
        let answer = try await serviceNow.expect(
            "POST", "/_sim/order",
            json: [
                "item": .string(Cast.catalogueItem), "requested_for": .string(order.person.sysID),
                "opened_by": .string(order.person.sysID),
                "variables": [
                    Cast.variable: .string(order.entitlements.map(\.name).joined(separator: ","))
                ],
                "approvers": [.string(Cast.approver.sysID)], "approved": .bool(order.isApproved),
            ])
        let item = try answer.json()["orders"][0]["item"]
        guard let number = item["number"].string, let sysID = item["sys_id"].string else {
            throw HarnessError("the order was answered without an item: \(answer.text)")
        }
        return StormRequest(order: order, ritm: number, sysID: sysID)
    }
}
