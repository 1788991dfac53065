import SimulatorKit

/// What is switched on in this instance beyond what every instance does: the business rules that customers have, the
/// limits that administrators set, the traps that integrations fall into. Everything is off unless the seed says so.
struct Rules: Sendable {
    /// Makes ids, lost webhooks and delays the same on every run.
    var seed: UInt64?
    var access: [AccessRule] = []
    var aborts: [AbortRule] = []
    var flows: [FlowRule] = []
    var approval = ApprovalRule()
    /// "Task closer" follows a 4 with a 3: a ticket that was closed incomplete reads as complete.
    var rewritesIncomplete = false
    /// A `sc_request` closes when all of its items have.
    var requestFollowsItems = false
    /// Newer releases have `requested_for` on the item itself, older ones on its request alone.
    var hasRequestedForColumn = true
    var webhook: WebhookRule?
    var limits = LimitRules()

    init() {}

    init(_ json: JSONValue) throws {
        var reader = try RuleReader(json, in: "\"rules\"")
        seed = try reader.value("seed").map { json in
            guard let seed = json.integer else { throw MalformedInput("\"seed\" in \"rules\" must be an integer.") }
            return UInt64(bitPattern: Int64(seed))
        }
        access = try reader.list("acl", AccessRule.init)
        aborts = try reader.list("abort", AbortRule.init)
        flows = try reader.list("flows", FlowRule.init)
        if let json = reader.value("approval") { approval = try ApprovalRule(json) }
        rewritesIncomplete = try reader.bool("task_closer_rewrites_incomplete", default: false)
        requestFollowsItems = try reader.bool("request_follows_items", default: false)
        hasRequestedForColumn = try reader.bool("requested_for_column", default: true)
        if let json = reader.value("webhook"), !json.isNull { webhook = try WebhookRule(json) }
        if let json = reader.value("limits") { limits = try LimitRules(json) }
        try reader.finish()
    }
}
