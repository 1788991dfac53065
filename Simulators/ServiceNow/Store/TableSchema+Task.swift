/// Tables that extend `task`: requests, requested items, catalogue tasks and incidents.
extension TableSchema {
    static let task = TableSchema(
        "task", display: "number", number: "TASK",
        [
            Column("number", maxLength: 40),
            Column("sys_class_name", label: "Task type", maxLength: 80, isReadOnly: true),
            Column("active", .boolean, default: "true"),
            Column("state", .choice, default: "1"),
            Column("short_description", maxLength: 160),
            Column("description"),
            Column("approval", .choice, default: "not requested"),
            Column("approval_set", .dateTime),
            Column("upon_approval", .choice, default: "proceed"),
            Column("upon_reject", .choice, default: "cancel"),
            Column("assigned_to", .reference("sys_user")),
            Column("assignment_group", .reference("sys_user_group")),
            Column("opened_at", .dateTime),
            Column("opened_by", .reference("sys_user")),
            Column("closed_at", .dateTime),
            Column("closed_by", .reference("sys_user")),
            Column("close_notes"),
            Column("correlation_id", label: "Correlation ID", maxLength: 100),
            Column("correlation_display", maxLength: 100),
            Column("comments", .journal, label: "Additional comments"),
            Column("work_notes", .journal, label: "Work notes"),
            Column(
                "comments_and_work_notes", .journalList(["comments", "work_notes"]), label: "Comments and Work notes",
                isReadOnly: true),
            Column("work_notes_list", .list("sys_user")),
            Column("watch_list", .list("sys_user")),
            Column("priority", .choice, default: "4"),
            Column("impact", .choice, default: "3"),
            Column("urgency", .choice, default: "3"),
            Column("escalation", .choice, default: "0"),
            Column("due_date", .dateTime),
            Column("expected_start", .dateTime),
            Column("work_start", .dateTime),
            Column("work_end", .dateTime),
            Column("parent", .reference("task")),
            Column("made_sla", .boolean, default: "true"),
            Column("knowledge", .boolean, default: "false"),
            Column("reassignment_count", .integer, default: "0"),
            Column("contact_type", .choice, maxLength: 40),
            Column("task_effective_number", maxLength: 40, isReadOnly: true),
            Column("sys_domain", maxLength: 32, isReadOnly: true, default: "global"),
        ])

    static let request = TableSchema(
        "sc_request", extending: task, display: "number", number: "REQ",
        [
            Column("requested_for", .reference("sys_user")),
            Column("requested_date", .dateTime),
            Column("request_state", .choice, default: "requested"),
            Column("stage", .choice, default: "requested"),
            Column("price", maxLength: 20, default: "0"),
            Column("special_instructions"),
        ])

    static let requestedItem = TableSchema(
        "sc_req_item", extending: task, display: "number", number: "RITM",
        [
            Column("request", .reference("sc_request")),
            Column("cat_item", .reference("sc_cat_item"), label: "Item"),
            Column("requested_for", .reference("sys_user")),
            Column("stage", .choice),
            Column("quantity", .integer, default: "1"),
            Column("price", maxLength: 20, default: "0"),
            Column("backordered", .boolean, default: "false"),
            Column("billable", .boolean, default: "false"),
            Column("configuration_item", maxLength: 32),
            Column("estimated_delivery", .dateTime),
        ])

    static let catalogueTask = TableSchema(
        "sc_task", extending: task, display: "number", number: "SCTASK",
        [
            Column("request", .reference("sc_request")),
            Column("request_item", .reference("sc_req_item")),
            Column("sc_catalog", maxLength: 32),
        ])

    static let incident = TableSchema(
        "incident", extending: task, display: "number", number: "INC",
        [
            Column("caller_id", .reference("sys_user"), label: "Caller"),
            Column("category", .choice, default: "inquiry"),
            Column("subcategory", .choice),
            Column("incident_state", .choice, default: "1"),
            Column("close_code", .choice, label: "Resolution code", maxLength: 40),
            Column("close_notes", label: "Resolution notes"),
            Column("hold_reason", .choice),
            Column("resolved_at", .dateTime),
            Column("resolved_by", .reference("sys_user")),
            Column("reopened_time", .dateTime),
            Column("reopen_count", .integer, default: "0"),
            Column("severity", .choice, default: "3"),
            Column("notify", .choice, default: "1"),
            Column("problem_id", maxLength: 32),
            Column("cmdb_ci", maxLength: 32),
            Column("business_service", maxLength: 32),
        ])
}
