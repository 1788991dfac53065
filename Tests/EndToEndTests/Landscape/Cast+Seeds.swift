import Foundation

extension Cast {
    /// What Entra holds at the beginning: persons 0 to `people`, and the groups, of which only the full one has a member.
    static func entraSeed(people: Int, clientSecret: String) -> JSON {
        let users = (0...people).map { number in
            let person = Person(number: number)
            return [
                "id": .string(person.objectID), "displayName": .string(person.name),
                "userPrincipalName": .string(person.userPrincipalName), "mail": .string(person.userPrincipalName),
                "accountEnabled": true, "department": "Finance", "jobTitle": "Analyst", "employeeType": "Employee",
                "userType": "Member", "managerId": number == 0 ? .null : .string(approver.objectID),
            ] as JSON
        }
        let groups = [readers, reports, seats].map { entitlement in
            var group: [String: JSON] = [
                "id": .string(entitlement.group), "displayName": .string(entitlement.name), "groupTypes": [],
                "securityEnabled": true,
                "mailEnabled": false, "onPremisesSyncEnabled": nil, "isAssignableToRole": nil, "membershipRule": nil,
                "members": [],
            ]
            if entitlement == seats {
                group["memberQuota"] = 1
                group["members"] = [.string(approver.objectID)]
            }
            return JSON.object(group)
        }
        return [
            "tenant": .string(tenant),
            "apps": [
                [
                    "clientId": .string(clientID), "secret": .string(clientSecret),
                    "roles": ["GroupMember.ReadWrite.All", "User.Read.All"],
                ]
            ],
            "users": .array(users),
            "groups": .array(groups),
            "replication": ["replicas": 1, "lag_ms": [0, 0]],
        ]
    }

    /// What ServiceNow holds at the beginning: the same persons, one catalogue item, the webhook.
    static func serviceNowSeed(people: Int, clientSecret: String, webhook: String, webhookKey: String) -> JSON {
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
                ],
            ],
            "rules": ["webhook": ["url": .string(webhook), "key": .string(webhookKey), "timeout_ms": 5000]],
        ]
    }

    static let serviceNowClientID = "landfall"
    /// Who orders and approves through the Table API.
    static let clerk = (user: "clerk", password: "clerk-of-the-tests")

    /// The policy: JSON is YAML as well.
    static var policy: JSON {
        [
            "version": 1,
            "catalog_items": [
                [
                    "name": "Application access", "sys_id": .string(catalogueItem),
                    "entitlement_variables": [.string(variable), .string(listVariable)],
                    "on_partial_failure": "roll_back",
                    "entitlements": .array(
                        entitlements.map { entitlement in
                            [
                                "name": .string(entitlement.name), "group": .string(entitlement.group),
                                "group_name": .string(entitlement.name), "risk": "low",
                                "owner": ["name": "Ledger owners", "assignment_group": .string(owners)],
                            ]
                        }),
                ]
            ],
        ]
    }
}
