/// Tables that are no tasks: people, catalogue, variables, approvals, and the platform's own.
extension TableSchema {
    /// Every table of the instance, by name. A table that is not here doesn't exist.
    static let all: [String: TableSchema] = Dictionary(
        uniqueKeysWithValues: (tasks + people + catalogue + variables + approvals + platform).map { ($0.name, $0) })

    private static let tasks = [task, request, requestedItem, catalogueTask, incident]

    private static let people = [
        TableSchema(
            "sys_user", display: "name",
            [
                Column("user_name", label: "User ID", maxLength: 100),
                Column("name", maxLength: 151),
                Column("first_name", maxLength: 50),
                Column("last_name", maxLength: 50),
                Column("email", maxLength: 100),
                Column("active", .boolean, default: "true"),
                Column("locked_out", .boolean, default: "false"),
                Column("manager", .reference("sys_user")),
                Column("title", maxLength: 60),
                Column("department", maxLength: 100),
                Column("employee_number", maxLength: 40),
                Column("time_zone", maxLength: 40),
                Column("date_format", maxLength: 40),
                Column("time_format", maxLength: 40),
                Column("web_service_access_only", .boolean, default: "false"),
                Column("internal_integration_user", .boolean, default: "false"),
                Column("correlation_id", maxLength: 100),
            ]),
        TableSchema(
            "sys_user_group", display: "name",
            [
                Column("name", maxLength: 80), Column("description", maxLength: 1000), Column("email", maxLength: 100),
                Column("manager", .reference("sys_user")), Column("parent", .reference("sys_user_group")),
                Column("active", .boolean, default: "true"),
            ]),
        TableSchema(
            "sys_user_grmember", display: "sys_id",
            [Column("user", .reference("sys_user")), Column("group", .reference("sys_user_group"))]),
        TableSchema("sys_user_role", display: "name", [Column("name", maxLength: 100), Column("description")]),
        TableSchema(
            "sys_user_has_role", display: "sys_id",
            [
                Column("user", .reference("sys_user")), Column("role", .reference("sys_user_role")),
                Column("inherited", .boolean, default: "false"), Column("state", .choice, default: "active"),
            ]),
    ]

    private static let catalogue = [
        TableSchema(
            "sc_cat_item", display: "name",
            [
                Column("name", maxLength: 100), Column("short_description", maxLength: 200), Column("description"),
                Column("active", .boolean, default: "true"), Column("category", maxLength: 32),
                Column("owner", .reference("sys_user")), Column("group", .reference("sys_user_group")),
                Column("price", maxLength: 20, default: "0"),
            ])
    ]

    private static let variables = [
        TableSchema(
            "item_option_new", display: "question_text",
            [
                Column("name", maxLength: 100), Column("question_text", label: "Question", maxLength: 255),
                Column("type", .choice, default: "6"), Column("cat_item", .reference("sc_cat_item")),
                Column("variable_set", .reference("item_option_new_set")), Column("order", .integer, default: "100"),
                Column("mandatory", .boolean, default: "false"), Column("active", .boolean, default: "true"),
                Column("reference", label: "Reference", maxLength: 80), Column("list_table", maxLength: 80),
                Column("default_value", maxLength: 255),
            ]),
        TableSchema(
            "item_option_new_set", display: "title",
            [
                Column("title", maxLength: 100), Column("name", maxLength: 100),
                Column("internal_name", maxLength: 100), Column("type", .choice, default: "one_to_one"),
            ]),
        TableSchema(
            "io_set_item", display: "sys_id",
            [
                Column("sc_cat_item", .reference("sc_cat_item")),
                Column("variable_set", .reference("item_option_new_set")), Column("order", .integer, default: "100"),
            ]),
        TableSchema(
            "question_choice", display: "text",
            [
                Column("question", .reference("item_option_new")), Column("text", maxLength: 255),
                Column("value", maxLength: 255), Column("order", .integer, default: "100"),
                Column("inactive", .boolean, default: "false"),
            ]),
        TableSchema(
            "sc_item_option", display: "item_option_new",
            [
                Column("item_option_new", .reference("item_option_new")), Column("value"),
                Column("order", .integer, default: "0"), Column("cart_item", maxLength: 32),
                Column("sc_cat_item_option", maxLength: 32),
            ]),
        TableSchema(
            "sc_item_option_mtom", display: "sys_id",
            [
                Column("request_item", .reference("sc_req_item")),
                Column("sc_item_option", .reference("sc_item_option")),
            ]),
        TableSchema(
            "sc_multi_row_question_answer", display: "sys_id",
            [
                Column("parent_id", maxLength: 32), Column("parent_table_name", maxLength: 80),
                Column("item_option_new", .reference("item_option_new")),
                Column("variable_set", .reference("item_option_new_set")), Column("value"),
                Column("row_index", maxLength: 40),
            ]),
    ]

    private static let approvals = [
        TableSchema(
            "sysapproval_approver", display: "sys_id",
            [
                Column("approver", .reference("sys_user")), Column("state", .choice, default: "not requested"),
                Column("sysapproval", .reference("task"), label: "Approval for"),
                Column("document_id", maxLength: 32), Column("source_table", maxLength: 80),
                Column("comments", .journal), Column("group", .reference("sysapproval_group")),
                Column("approval_source", maxLength: 80), Column("due_date", .dateTime),
                Column("expected_start", .dateTime),
            ]),
        TableSchema(
            "sysapproval_group", display: "sys_id",
            [
                Column("parent", .reference("task")), Column("assignment_group", .reference("sys_user_group")),
                Column("approval", .choice, default: "not requested"), Column("wait_for", .choice, default: "everyone"),
            ]),
    ]

    private static let platform = [
        TableSchema(
            "sys_choice", display: "label",
            [
                Column("name", maxLength: 80), Column("element", maxLength: 80), Column("value", maxLength: 100),
                Column("label", maxLength: 120), Column("language", maxLength: 2, default: "en"),
                Column("sequence", .integer), Column("inactive", .boolean, default: "false"),
                Column("dependent_value", maxLength: 100), Column("hint"),
            ]),
        TableSchema(
            "sys_journal_field", display: "sys_id",
            [
                Column("name", maxLength: 80), Column("element", maxLength: 80), Column("element_id", maxLength: 32),
                Column("value"),
            ]),
        TableSchema(
            "sys_properties", display: "name",
            [Column("name", maxLength: 100), Column("value"), Column("type", maxLength: 40, default: "string")]),
        TableSchema(
            "sys_rate_limit_rules", display: "name",
            [
                Column("name", maxLength: 100), Column("active", .boolean, default: "true"),
                Column("rest_api", maxLength: 100, default: "Table API"),
                Column("request_limit_per_hour", .integer, default: "0"),
                Column("type", .choice, default: "all"),
                Column("user", .reference("sys_user")), Column("role", .reference("sys_user_role")),
            ]),
    ]
}
