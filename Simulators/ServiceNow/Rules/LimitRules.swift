import SimulatorKit

/// How much the instance can take, and what it does beyond that. The limits per hour are rows of
/// `sys_rate_limit_rules`, as on the platform; here is what lies under them.
struct LimitRules: Sendable {
    /// How a transaction that took too long is cut off.
    enum Cut: String, Sendable, CaseIterable {
        case status500 = "status_500"
        /// The status was sent already; the error follows the rows in the same body.
        case errorInside200 = "error_in_200"
    }

    /// Threads of the `API_INT` semaphore, or nil for as many as there are calls; 4 per node is typical.
    var threads: Int?
    /// Calls that may wait for a thread before 429 is the answer.
    var threadQueue = 50
    /// Calls of one session that may wait for the one before, before 202 is the answer.
    var sessionQueue = 10
    /// How long a call keeps its thread.
    var processing: ClosedRange<Int> = 0...0
    /// More rows than that in one list are a transaction that takes too long; nil: none is.
    var rowsPerTransaction: Int?
    var cut = Cut.status500
    /// Calls are counted where they arrive, and the counts are put together only so often: until then a limit can be
    /// overshot.
    var flushSeconds = 30
    /// The whole instance answers with the HTML page of one that sleeps.
    var isHibernating = false

    init() {}

    init(_ json: JSONValue) throws {
        var reader = try RuleReader(json, in: "\"rules.limits\"")
        if let value = reader.value("threads") {
            guard let count = value.integer, count > 0 else {
                throw MalformedInput("\"threads\" in \"rules.limits\" must be an integer from 1.")
            }
            threads = count
        }
        threadQueue = try reader.integer("thread_queue", default: 50)
        sessionQueue = try reader.integer("session_queue", default: 10)
        processing = try reader.milliseconds("processing_ms") ?? 0...0
        if let value = reader.value("rows_per_transaction") {
            guard let count = value.integer, count >= 0 else {
                throw MalformedInput("\"rows_per_transaction\" in \"rules.limits\" must be an integer from 0.")
            }
            rowsPerTransaction = count
        }
        cut = try reader.choice("cut", default: .status500)
        flushSeconds = max(0, try reader.integer("flush_s", default: 30))
        isHibernating = try reader.bool("hibernating", default: false)
        try reader.finish()
    }
}
