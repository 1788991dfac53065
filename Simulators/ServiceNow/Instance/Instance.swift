import Foundation
import OrderedCollections
import SimulatorKit

/// A ServiceNow instance without its network: tables, business rules, limits, accounts. It has no clock of its own and
/// does no I/O; what is to be told to the outside gathers in `effects` and `notices`.
struct Instance: Sendable {
    var database = Database()
    var rules = Rules()
    /// The rules as they were given.
    var rulesJSON: JSONObject = [:]
    var identifiers = IdentifierSource(seed: nil)
    var accounts = Accounts()
    var tokens = TokenStore()
    var rateLimiter = RateLimiter()
    /// Writes that took effect and were not yet taken over into the journal.
    private(set) var effects: [Effect] = []
    /// Webhooks that were not yet handed to the sender.
    private(set) var deliveries: [WebhookDelivery] = []

    init() {}

    mutating func takeEffects() -> [Effect] {
        defer { effects.removeAll(keepingCapacity: true) }
        return effects
    }

    mutating func takeDeliveries() -> [WebhookDelivery] {
        defer { deliveries.removeAll() }
        return deliveries
    }

    mutating func record(_ effect: Effect) { effects.append(effect) }

    /// Where the simulator was started with an address for webhooks, they are sent, unless the rules speak of them
    /// (`null` for none).
    mutating func sendsWebhooks(unlessToldOtherwise hasTarget: Bool) {
        if hasTarget, rulesJSON["webhook"] == nil { rules.webhook = WebhookRule() }
    }

    /// Decides what becomes of a notice: sent once, twice or never, at once or late.
    mutating func post(_ notice: WebhookNotice) {
        guard let rule = rules.webhook else { return }
        let isLost = identifiers.fraction() < rule.lose
        let copies = isLost ? 0 : identifiers.fraction() < rule.duplicate ? 2 : 1
        for _ in 0..<copies {
            let delay = identifiers.milliseconds(in: rule.delay)
            deliveries.append(WebhookDelivery(notice: notice, delay: .milliseconds(delay), rule: rule))
        }
    }

    /// A system property, as `sys_properties` has it.
    func property(_ name: String) -> String? {
        database.places(in: "sys_properties", where: "name", is: name).first.map { database.value("value", of: $0) }
    }

    func isOn(_ property: String, default fallback: Bool = false) -> Bool {
        self.property(property).map { $0 == "true" } ?? fallback
    }

    /// The rows of a table, and of those that extend it, that a query finds for this caller.
    ///
    /// - Returns: also the parts of the query that were not understood, and so made the result larger.
    func find(
        _ query: EncodedQuery, table: String, caller: Caller, now: GlideDateTime
    ) -> (places: [Database.Place], ignored: [String]) {
        let scripts = ScriptedValue(now: now, zone: caller.zone, userID: caller.userID)
        let refusesInvalid = isOn("glide.invalid_query.returns_no_rows")
        var places: [Database.Place] = []
        var ignored: [String] = []
        for name in database.classes(of: table) {
            let filter = QueryFilter(
                query, table: name, database: database, scripts: scripts, refusesInvalid: refusesInvalid)
            places += filter.places(in: database)
            if name == table { ignored = filter.ignored }
        }
        return (QueryOrder(query.order, table: table, database: database).sorted(places, in: database), ignored)
    }

    /// Whether a row is among those that a rule of the seed means.
    func matches(_ row: Table.Row, of table: String, _ query: String) -> Bool {
        guard !query.isEmpty else { return true }
        let scripts = ScriptedValue(now: GlideDateTime(seconds: 0), zone: .gmt, userID: "")
        return QueryFilter(EncodedQuery(query), table: table, database: database, scripts: scripts)
            .matches(row, in: database)
    }

    func matches(_ place: Database.Place, _ query: String) -> Bool {
        guard !query.isEmpty else { return true }
        return database.row(place).map { matches($0, of: place.table, query) } ?? false
    }
}
