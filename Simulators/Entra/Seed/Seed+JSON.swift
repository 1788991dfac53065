import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit

extension Seed {
    /// Reads a seed.
    ///
    /// - Throws: ``MalformedInput`` that names what is wrong: a misspelt property would silently test nothing.
    init(_ json: JSONValue) throws {
        let reader = try SeedReader(json, "the seed")
        try reader.refuseUnknown([
            "tenant", "domain", "apps", "users", "groups", "deletedGroups", "quota", "replication", "options",
        ])
        tenant = try reader.id("tenant").text
        domain = try reader.optionalString("domain")?.lowercased()
        applications = try reader.list("apps", Self.application)
        users = try reader.list("users", Self.user)
        groups = try reader.list("groups", Self.group)
        deletedGroups = try reader.list("deletedGroups", Self.group)
        quota = QuotaSettings(userCount: users.count)
        if let reader = try reader.object("quota") { try quota.update(from: reader) }
        replication = try Self.replication(reader.object("replication"))
        options = try Self.options(reader.object("options"))
        try checkReferences()
    }

    private static func application(_ reader: SeedReader) throws -> Application {
        try reader.refuseUnknown([
            "clientId", "displayName", "secret", "secretExpires", "certificate", "roles", "redirectUris", "appRoles",
        ])
        let clientID = try reader.id("clientId").text
        let expiry = try reader.optionalString("secretExpires").map { text in
            guard let date = ISO8601DateFormatter().date(from: text) else {
                throw reader.problem("secretExpires", "must be a time such as 2026-01-31T00:00:00Z")
            }
            return date
        }
        let certificate = try reader.optionalString("certificate").map { pem in
            guard let certificate = try? ClientCertificate(pem: pem) else {
                throw reader.problem("certificate", "must be an RSA certificate in PEM")
            }
            return certificate
        }
        return Application(
            clientID: clientID, displayName: try reader.optionalString("displayName") ?? clientID,
            secret: try reader.optionalString("secret"), secretExpiry: expiry, certificate: certificate,
            roles: try reader.strings("roles"), redirectURIs: try reader.strings("redirectUris"),
            appRoles: try reader.list("appRoles", Self.appRole))
    }

    private static func appRole(_ reader: SeedReader) throws -> Application.AppRole {
        try reader.refuseUnknown(["value", "assignedTo"])
        return Application.AppRole(
            value: try reader.string("value"), assignedTo: Set(try reader.ids("assignedTo")))
    }

    private static func user(_ reader: SeedReader) throws -> DirectoryUser {
        _ = try reader.string("userPrincipalName")
        return DirectoryUser(
            id: try reader.id("id"), properties: try properties(reader, .user, beside: ["managerId"]),
            managerID: try reader.optionalID("managerId"))
    }

    private static func group(_ reader: SeedReader) throws -> DirectoryGroup {
        let quota = try reader.integer("memberQuota", atLeast: 1, or: .max)
        return DirectoryGroup(
            id: try reader.id("id"), properties: try properties(reader, .group, beside: ["members", "memberQuota"]),
            members: OrderedSet(try reader.ids("members")), memberQuota: quota == .max ? nil : quota)
    }

    private static func properties(
        _ reader: SeedReader, _ kind: ObjectKind, beside own: Set<String>
    ) throws -> JSONObject {
        var properties: JSONObject = [:]
        for (name, value) in reader.members where !own.contains(name) {
            guard let type = kind.properties[name] else {
                throw reader.problem(name, "is no property of a \(kind.rawValue) that the simulator knows")
            }
            guard type.accepts(value) else { throw reader.problem(name, "has a value of the wrong type") }
            properties[name] = value
        }
        return properties
    }

    private static func replication(_ reader: SeedReader?) throws -> ReplicaSet.Settings {
        var settings = ReplicaSet.Settings()
        guard let reader else { return settings }
        try reader.refuseUnknown(["replicas", "lag_ms", "seed"])
        settings.replicaCount = try reader.integer("replicas", atLeast: 1, or: settings.replicaCount)
        settings.lag = try reader.range("lag_ms", or: settings.lag)
        settings.seed = try reader.integer("seed", atLeast: .min, or: settings.seed)
        return settings
    }

    private static func options(_ reader: SeedReader?) throws -> BehaviourOptions {
        var options = BehaviourOptions()
        guard let reader else { return options }
        try reader.refuseUnknown([
            "throttledBatchStatus", "mailEnabledStatus", "bindWithMembershipRole", "concurrencyWindow_ms",
            "tokenLifetime_s", "fractionalRetryAfter", "restorableSecurityGroups",
        ])
        let batch = try reader.integer("throttledBatchStatus", atLeast: 0, or: 200)
        guard [200, 424].contains(batch) else { throw reader.problem("throttledBatchStatus", "must be 200 or 424") }
        options.throttledBatchStatus = .init(code: batch)
        let mailEnabled = try reader.integer("mailEnabledStatus", atLeast: 0, or: 400)
        guard [400, 403].contains(mailEnabled) else { throw reader.problem("mailEnabledStatus", "must be 400 or 403") }
        options.mailEnabledStatus = .init(code: mailEnabled)
        options.isBindAllowedWithMembershipRole = try reader.flag("bindWithMembershipRole", or: true)
        options.concurrencyWindow = .milliseconds(try reader.integer("concurrencyWindow_ms", atLeast: 0, or: 0))
        options.tokenLifetime = try reader.range("tokenLifetime_s", or: options.tokenLifetime)
        options.isRetryAfterFractional = try reader.flag("fractionalRetryAfter", or: true)
        options.areSecurityGroupsRestorable = try reader.flag("restorableSecurityGroups", or: false)
        return options
    }

    /// Every id is unique, and every manager and member is there.
    private func checkReferences() throws {
        let userIDs = Set(users.map(\.id))
        let groupIDs = Set(groups.map(\.id))
        guard userIDs.count == users.count, groupIDs.count == groups.count, userIDs.isDisjoint(with: groupIDs),
            groupIDs.isDisjoint(with: deletedGroups.map(\.id))
        else { throw MalformedInput("Seed: two objects have the same id.") }
        guard Set(users.map { $0.principalName.lowercased() }).count == users.count else {
            throw MalformedInput("Seed: two users have the same userPrincipalName.")
        }
        for user in users {
            guard let manager = user.managerID, !userIDs.contains(manager) else { continue }
            throw MalformedInput("Seed: the manager of \(user.principalName) is no user of the seed.")
        }
        for application in applications {
            for role in application.appRoles where !userIDs.isSuperset(of: role.assignedTo) {
                throw MalformedInput("Seed: app role \(role.value) is assigned to somebody who is no user of the seed.")
            }
        }
        for group in groups where !group.members.allSatisfy({ userIDs.contains($0) || groupIDs.contains($0) }) {
            throw MalformedInput("Seed: group \(group.id) has a member that is not in the seed.")
        }
    }
}
