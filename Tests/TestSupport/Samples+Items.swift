public import Domain

extension Samples {
    public static let catalogItem = SysID("c1000000000000000000000000000001")!

    /// A request item's row, approved and open.
    public static func itemRow(_ id: SysID = sysID, _ number: RITMNumber = ritm) -> ScriptedInstance.Row {
        [
            "sys_id": id.description, "number": number.description, "state": "1", "active": "true",
            "approval": "approved", "cat_item": catalogItem.description, "assignment_group": "", "sys_mod_count": "3",
            "requested_for": "a1000000000000000000000000000001",
            "requested_for.user_name": "ana@contoso.example", "requested_for.email": "ana@mail.example",
            "requested_for.employee_number": "E-1",
            "opened_by": "a1000000000000000000000000000001", "opened_by.user_name": "ana@contoso.example",
            "opened_by.email": "ana@mail.example", "opened_by.employee_number": "E-1",
        ]
    }

    /// One variable of a request item.
    public static func variableRow(_ name: String, _ value: String, of item: SysID = sysID) -> ScriptedInstance.Row {
        [
            "request_item": item.description, "sc_item_option.item_option_new.name": name,
            "sc_item_option.value": value,
        ]
    }

    /// One cell of a multi-row variable set.
    public static func cellRow(_ name: String, _ value: String, of item: SysID = sysID) -> ScriptedInstance.Row {
        ["parent_id": item.description, "item_option_new.name": name, "value": value]
    }

    /// One person's answer to the question whether to approve a request item; that of ``decision``.
    public static func approverRow(_ state: String = "approved", of item: SysID = sysID) -> ScriptedInstance.Row {
        [
            "sys_id": decision.record.description, "sysapproval": item.description, "state": state,
            "approver": decision.approver.description, "approver.name": decision.approverName,
            "approver.user_name": "bo@contoso.example", "sys_updated_on": "2026-11-23 07:46:40",
        ]
    }
}
