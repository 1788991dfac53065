/// The choices that an instance has before anybody customises them, as rows of `sys_choice`.
enum StandardChoices {
    static let rows: [[String: String]] = tables.flatMap { table, elements in
        elements.flatMap { element, choices in
            choices.enumerated().map { index, choice in
                [
                    "name": table, "element": element, "value": choice.0, "label": choice.1, "sequence": String(index),
                    "language": "en", "inactive": "false",
                ]
            }
        }
    }

    private typealias Choices = [(String, String)]

    private static let tables: [(String, [(String, Choices)])] = [
        (
            "task",
            [
                (
                    "state",
                    [
                        ("-5", "Pending"), ("1", "Open"), ("2", "Work in Progress"), ("3", "Closed Complete"),
                        ("4", "Closed Incomplete"), ("7", "Closed Skipped"),
                    ]
                ),
                (
                    "approval",
                    [
                        ("not requested", "Not Yet Requested"), ("requested", "Requested"), ("approved", "Approved"),
                        ("rejected", "Rejected"), ("cancelled", "Cancelled"), ("not_required", "Not Required"),
                        ("skipped", "Skipped"),
                    ]
                ),
                (
                    "upon_approval",
                    [("proceed", "Proceed to Next Task"), ("do_nothing", "Wait for a User to Close this task")]
                ),
                ("upon_reject", [("cancel", "Cancel all future Tasks"), ("goto", "Go to a previous Task")]),
                (
                    "priority",
                    [
                        ("1", "1 - Critical"), ("2", "2 - High"), ("3", "3 - Moderate"), ("4", "4 - Low"),
                        ("5", "5 - Planning"),
                    ]
                ),
                ("impact", [("1", "1 - High"), ("2", "2 - Medium"), ("3", "3 - Low")]),
                ("urgency", [("1", "1 - High"), ("2", "2 - Medium"), ("3", "3 - Low")]),
                ("escalation", [("0", "Normal"), ("1", "Moderate"), ("2", "High"), ("3", "Overdue")]),
            ]
        ),
        (
            "incident",
            [
                (
                    "state",
                    [
                        ("1", "New"), ("2", "In Progress"), ("3", "On Hold"), ("6", "Resolved"), ("7", "Closed"),
                        ("8", "Canceled"),
                    ]
                )
            ]
        ),
        (
            "sc_req_item",
            [
                (
                    "stage",
                    [
                        ("waiting_for_approval", "Waiting for Approval"), ("fulfillment", "Fulfillment"),
                        ("delivery", "Delivery"), ("completed", "Completed"),
                        ("request_cancelled", "Request Cancelled"),
                    ]
                )
            ]
        ),
        (
            "sysapproval_approver",
            [
                (
                    "state",
                    [
                        ("not requested", "Not Yet Requested"), ("requested", "Requested"), ("approved", "Approved"),
                        ("rejected", "Rejected"), ("cancelled", "Cancelled"),
                        ("not_required", "No Longer Required"), ("skipped", "Skipped"), ("duplicate", "Duplicate"),
                    ]
                )
            ]
        ),
        (
            "item_option_new",
            [
                (
                    "type",
                    [
                        ("1", "Yes / No"), ("2", "Multi Line Text"), ("3", "Multiple Choice"), ("5", "Select Box"),
                        ("6", "Single Line Text"), ("7", "CheckBox"), ("8", "Reference"), ("9", "Date"),
                        ("10", "Date/Time"), ("18", "Lookup Select Box"), ("21", "List Collector"), ("25", "Masked"),
                        ("26", "Email"), ("31", "Requested For"),
                    ]
                )
            ]
        ),
    ]
}
