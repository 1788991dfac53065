/// The states of tasks and incidents, as far as the platform's own rules know them. Instances customise what there is to
/// choose (`sys_choice`), not what these mean.
enum TaskState {
    static let closedComplete = "3"
    static let closedIncomplete = "4"

    /// Which states are the end of a record of that table.
    static func isClosed(_ state: String, table: String) -> Bool {
        table == "incident" ? ["7", "8"].contains(state) : ["3", "4", "7"].contains(state)
    }

    /// What "task closer" closes a record as.
    static func defaultClose(table: String) -> String { table == "incident" ? "7" : closedComplete }
}
