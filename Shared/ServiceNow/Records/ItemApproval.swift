public import Domain
public import Foundation

/// When somebody said yes to a request item, read with the approvals of other items.
public struct ItemApproval: Hashable, Sendable {
    public var item: SysID
    public var at: Date

    static let fields = ["sys_id", "sysapproval", "state", "sys_updated_on"]

    /// Fails for a row that is no approval: an instance ignores a part of a query that it doesn't understand.
    init?(_ record: TableRecord) {
        guard record["state"] == "approved", let item = record["sysapproval"].flatMap(SysID.init),
            let at = record["sys_updated_on"].flatMap(ServiceNowTime.date(of:))
        else { return nil }
        self.item = item
        self.at = at
    }
}
