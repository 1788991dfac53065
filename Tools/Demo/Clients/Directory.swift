import Foundation
import HTTP

/// Entra, as a witness: who is there, what was written, and what goes wrong on the way.
struct Directory: Sendable {
    /// A person or a group.
    struct Entry: Decodable, Hashable, Sendable {
        let id: String
        let displayName: String
    }

    private let control: JSONEndpoint
    private let graph: JSONEndpoint

    /// - Throws: If there is no token to be had.
    init(settings: DemoSettings, client: HTTPClient) async throws {
        control = JSONEndpoint(name: "the Entra simulator", base: settings.entraURL, client: client)
        var graph = control
        graph.authorization = try await control.token(
            at: "/\(settings.tenant)/oauth2/v2.0/token",
            form: [
                "grant_type": "client_credentials", "client_id": settings.clientID,
                "client_secret": try secret(in: settings.clientSecretFile),
                "scope": "https://graph.microsoft.com/.default",
            ])
        self.graph = graph
    }

    func person(_ userPrincipalName: String) async throws -> Entry {
        try await graph.get(
            "/v1.0/users/\(JSONEndpoint.percentEncoded(userPrincipalName))", query: ["$select": "id,displayName"])
    }

    /// - Throws: ``DemoFailure`` if there is not exactly one.
    func group(named name: String) async throws -> Entry {
        let groups = try await groups(named: name)
        guard let group = groups.first, groups.count == 1 else {
            throw DemoFailure("Entra has \(groups.count) groups named \(name); the story needs one")
        }
        return group
    }

    func groups(named name: String) async throws -> [Entry] {
        struct Answer: Decodable {
            let value: [Entry]
        }
        let answer: Answer = try await graph.get(
            "/v1.0/groups", query: ["$filter": "displayName eq '\(name)'", "$select": "id,displayName"])
        return answer.value
    }

    /// The names of the groups that somebody is a member of, as far as Graph shows it yet.
    func memberships(of person: Entry) async throws -> Set<String> {
        struct Answer: Decodable {
            let value: [Entry]
        }
        let answer: Answer = try await graph.get(
            "/v1.0/users/\(person.id)/memberOf", query: ["$select": "id,displayName"])
        return Set(answer.value.map(\.displayName))
    }

    /// How many writes have taken effect so far.
    func writeCount() async throws -> Int { try await journal(after: 0).count }

    /// Every write that took effect and touched this person, in order, leaving out the first `count` of all.
    func writes(touching person: Entry, after count: Int) async throws -> [JournalEntry] {
        try await journal(after: count).filter { $0.mentions.contains(person.id) }
    }

    private func journal(after count: Int) async throws -> [JournalEntry] {
        try await control.get("/_sim/journal", query: ["after": "\(count)"])
    }

    /// Replaces the rules of what goes wrong; none at all makes Entra well.
    func setFaults(_ rules: [FaultRule]) async throws {
        try await control.post("/_sim/faults", rules)
    }

    /// How often the rules fired, all together.
    func faultCount() async throws -> Int {
        struct Fired: Decodable {
            let fired: Int
        }
        let rules: [Fired] = try await control.get("/_sim/faults")
        return rules.reduce(0) { $0 + $1.fired }
    }
}
