import Domain
import Foundation

/// The record of a ticket that a case has in short.
struct CaseTicket {
    let record: TicketRecord

    init(_ line: PolicyCase.TicketLine, policy: Policy, people: [String: CasePerson]) throws(CaseMistake) {
        let item = policy.catalogItems.first { $0.name == line.item || $0.sysID.description == line.item }
        let itemID = line.item == PolicyCase.nobody ? nil : item?.sysID ?? SysID(line.item)
        if itemID == nil, line.item != PolicyCase.nobody {
            throw CaseMistake(description: "“\(line.item)” is no item of the policy, and no sys_id")
        }
        guard let number = RITMNumber("RITM0000001"), let sysID = SysID("case") else {
            throw CaseMistake(description: "a ticket can't be named")
        }
        let requester = line.requester ?? line.beneficiary
        record = TicketRecord(
            ticket: Ticket(sysID: sysID, number: number), isActive: line.open ?? true,
            state: line.open == false ? "3" : "1", approval: line.approval ?? "approved", catalogItem: itemID,
            requestedFor: people[line.beneficiary]?.user(line.beneficiary),
            openedBy: people[requester]?.user(requester),
            variables: line.variablesHidden == true ? nil : Self.variables(line, item),
            approvals: (line.approvedBy ?? ["An approver"]).compactMap { name in
                CasePerson.sysID(of: name).map {
                    Approval.Decision(
                        approver: $0, approverName: name, at: Date(timeIntervalSince1970: 0), record: sysID)
                }
            }, proposedBy: line.proposedBy)
    }

    private static func variables(_ line: PolicyCase.TicketLine, _ item: CatalogItem?) -> [String: String] {
        var variables: [String: String] = [:]
        if let asks = line.asks, let variable = item?.entitlementVariables.first {
            variables[variable] = asks.joined(separator: ",")
        }
        if let until = line.until, let variable = item?.endVariable { variables[variable] = until }
        if let emergency = line.emergency, let names = item?.emergency {
            variables[names.variable] = "true"
            variables[names.reasonVariable] = emergency
        }
        return variables.merging(line.variables ?? [:]) { $1 }
    }
}
