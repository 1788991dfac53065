import Foundation
import OrderedCollections
import SimulatorKit

extension TenantState {
    /// What the primary holds, for those who test: no secrets.
    mutating func description(at now: Date) -> JSONValue {
        let directory = replicas.primary
        return [
            "tenant": .string(tenantID),
            "apps": .array(
                applications.values.sorted { $0.clientID < $1.clientID }.map { application in
                    ["clientId": .string(application.clientID), "roles": .strings(application.roles)]
                }),
            "users": .array(
                directory.users.values.map { user in
                    var members = user.properties
                    members["managerId"] = .optional(user.managerID?.text)
                    return .object(members)
                }),
            "groups": .array(directory.groups.values.map(Self.describe)),
            "deletedGroups": .array(directory.deletedGroups.values.map(Self.describe)),
            "quotaUsage": quota.usage(at: now),
            "pendingReplication": .array(replicas.pendingCounts(at: now).map(JSONValue.integer)),
        ]
    }

    private static func describe(_ group: DirectoryGroup) -> JSONValue {
        var members = group.properties
        members["members"] = .strings(group.members.map(\.text))
        return .object(members)
    }
}
