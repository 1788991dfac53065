import Foundation

extension Cast {
    /// What Entra holds at the beginning: persons 0 to `people`, and the groups.
    ///
    /// - Parameter more: members of the seed that are not named here, or that replace those that are.
    static func entraSeed(people: Int, groups: [Group], clientSecret: String, more: [String: JSON] = [:]) -> JSON {
        let users = (0...people).map { number in
            let person = Person(number: number)
            return [
                "id": .string(person.objectID), "displayName": .string(person.name),
                "userPrincipalName": .string(person.userPrincipalName), "mail": .string(person.userPrincipalName),
                "accountEnabled": true, "department": "Finance", "jobTitle": "Analyst", "employeeType": "Employee",
                "userType": "Member", "managerId": number == 0 ? .null : .string(approver.objectID),
            ] as JSON
        }
        let seed: [String: JSON] = [
            "tenant": .string(tenant),
            "apps": [
                [
                    "clientId": .string(clientID), "secret": .string(clientSecret),
                    "roles": ["GroupMember.ReadWrite.All", "User.Read.All"],
                ]
            ],
            "users": .array(users),
            "groups": .array(groups.filter { !$0.isMissing }.map(entraGroup)),
            "replication": ["replicas": 1, "lag_ms": [0, 0]],
        ]
        return .object(seed.merging(more) { $1 })
    }

    private static func entraGroup(_ group: Group) -> JSON {
        var json: [String: JSON] = [
            "id": .string(group.entitlement.group), "displayName": .string(group.entitlement.name),
            "groupTypes": group.isDynamic ? ["DynamicMembership"] : [], "securityEnabled": true,
            "mailEnabled": false, "onPremisesSyncEnabled": nil, "isAssignableToRole": nil,
            "membershipRule": group.isDynamic ? "(user.department -eq \"Finance\")" : nil,
            "members": .array(group.members.map { .string($0.objectID) }),
        ]
        if group.isManagementRestricted { json["isManagementRestricted"] = true }
        if let quota = group.memberQuota { json["memberQuota"] = .integer(quota) }
        return .object(json)
    }

    /// What ServiceNow holds at the beginning: the same persons, one catalogue item, the webhook.
    static func serviceNowSeed(
        people: Int, clientSecret: String, webhook: String, webhookKey: String, moreOfWebhook: [String: JSON] = [:],
        closesByTask: Bool = false
    ) -> JSON {
        let hook: [String: JSON] = ["url": .string(webhook), "key": .string(webhookKey), "timeout_ms": 5000]
        let users = ((0...people).map(Person.init(number:)) + [stranger]).map { person in
            [
                "sys_id": .string(person.sysID), "user_name": .string(person.userPrincipalName),
                "name": .string(person.name), "email": .string(person.userPrincipalName), "active": "true",
            ] as JSON
        }
        return [
            "oauth": [["client_id": .string(serviceNowClientID), "client_secret": .string(clientSecret)]],
            "users": [["user_name": .string(clerk.user), "password": .string(clerk.password)]],
            "tables": [
                "sys_user": .array(users),
                "sys_user_group": [["sys_id": .string(owners), "name": "Ledger owners", "active": "true"]],
                "sc_cat_item": [["sys_id": .string(catalogueItem), "name": "Application access", "active": "true"]],
                "item_option_new": [
                    [
                        "sys_id": "e1000000000000000000000000000001", "cat_item": .string(catalogueItem),
                        "name": .string(variable), "question_text": "Which access", "type": "6",
                    ],
                    [
                        "sys_id": "e1000000000000000000000000000002", "cat_item": .string(catalogueItem),
                        "name": .string(listVariable), "question_text": "Which accesses", "type": "21",
                    ],
                    [
                        "sys_id": "e1000000000000000000000000000003", "cat_item": .string(catalogueItem),
                        "name": .string(endVariable), "question_text": "Until when", "type": "10",
                    ],
                ],
            ],
            "rules": [
                "webhook": .object(hook.merging(moreOfWebhook) { $1 }),
                // A client that closes the item itself finds it as it was.
                "flows": closesByTask ? [["cat_item": .string(catalogueItem), "early_close": "revert"]] : [],
            ],
        ]
    }

    static let serviceNowClientID = "landfall"
    /// Who orders and approves through the Table API.
    static let clerk = (user: "clerk", password: "clerk-of-the-tests")

    /// The policy: JSON is YAML as well.
    ///
    /// - Parameters:
    ///   - endsAccess: whether every request has to say when its access ends.
    ///   - closesByTask: whether tickets are closed by their catalogue tasks.
    static func policy(_ groups: [Group], endsAccess: Bool, closesByTask: Bool) -> JSON {
        var item: [String: JSON] = [
            "name": "Application access", "sys_id": .string(catalogueItem),
            "entitlement_variables": [.string(variable), .string(listVariable)],
            "on_partial_failure": "roll_back",
            "entitlements": .array(
                groups.map { group in
                    [
                        "name": .string(group.entitlement.name), "group": .string(group.entitlement.group),
                        "group_name": .string(group.entitlement.name), "risk": .string(group.risk),
                        "owner": [
                            "name": "Ledger owners", "assignment_group": .string(owners),
                            "group": "b0000000-0000-4000-8000-0000000000f0",
                        ],
                    ]
                }),
        ]
        if endsAccess { item["end_variable"] = .string(endVariable) }
        if closesByTask { item["fulfilment"] = "task" }
        return ["version": 1, "catalog_items": [.object(item)]]
    }
}
