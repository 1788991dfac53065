/// What the platform answers in place of doing something.
struct Refusal: Error, Sendable, Equatable {
    let status: Int
    let message: String
    let detail: String?

    init(_ status: Int, _ message: String, _ detail: String? = nil) {
        self.status = status
        self.message = message
        self.detail = detail
    }

    static let notAuthenticated = Refusal(401, "User Not Authenticated", "Required to provide Auth information")
    static let noRecord = Refusal(
        404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval")
    static let noResource = Refusal(400, "Requested URI does not represent any resource")
    static let noRightToQuery = Refusal(403, "Insufficient rights to query records")
    static let timedOut = Refusal(500, "Transaction cancelled: maximum execution time exceeded")

    static func unknownTable(_ name: String) -> Refusal {
        Refusal(400, "Invalid table \(name)", "Table \(name) does not exist")
    }

    static func accessControl(_ operation: String) -> Refusal {
        Refusal(403, "Operation Failed", "ACL Exception \(operation) Failed due to security constraints")
    }

    static func dataPolicy(_ labels: [String]) -> Refusal {
        Refusal(
            403, "Operation Failed",
            "Data Policy Exception: Following fields are mandatory: \(labels.joined(separator: ", "))")
    }

    static func aborted(table: String, rule: String, _ sysID: String) -> Refusal {
        Refusal(
            403, "Operation Failed",
            "Operation against file '\(table)' was aborted by Business Rule '\(rule)^\(sysID)'")
    }
}
