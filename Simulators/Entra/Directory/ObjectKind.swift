/// The kinds of directory objects that the simulator holds.
enum ObjectKind: String, Sendable, Hashable {
    case user
    case group

    /// As Graph names the type, `microsoft.graph.user`.
    var typeName: String { "microsoft.graph.\(rawValue)" }

    /// As Graph's older error texts name it.
    var resourceName: String {
        switch self {
        case .user: "User"
        case .group: "Group"
        }
    }

    /// The properties that are returned without `$select`, in Graph's order, `id` last for users as Graph does.
    var defaultProperties: [String] {
        switch self {
        case .user: Self.defaultUserProperties
        case .group: Self.defaultGroupProperties
        }
    }

    /// Every property of the kind that the simulator knows, with its type.
    var properties: [String: PropertyType] {
        switch self {
        case .user: Self.userProperties
        case .group: Self.groupProperties
        }
    }

    /// What can be reached with `$expand`.
    var expandableProperties: Set<String> {
        switch self {
        case .user: ["manager", "memberOf", "transitiveMemberOf"]
        case .group: ["members", "memberOf", "transitiveMembers"]
        }
    }

    private static let defaultUserProperties = [
        "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation",
        "preferredLanguage", "surname", "userPrincipalName", "id",
    ]

    private static let defaultGroupProperties = [
        "id", "deletedDateTime", "classification", "createdDateTime", "creationOptions", "description", "displayName",
        "expirationDateTime", "groupTypes", "isAssignableToRole", "mail", "mailEnabled", "mailNickname",
        "membershipRule", "membershipRuleProcessingState", "onPremisesDomainName", "onPremisesLastSyncDateTime",
        "onPremisesNetBiosName", "onPremisesSamAccountName", "onPremisesSecurityIdentifier", "onPremisesSyncEnabled",
        "preferredDataLocation", "preferredLanguage", "proxyAddresses", "renewedDateTime", "resourceBehaviorOptions",
        "resourceProvisioningOptions", "securityEnabled", "securityIdentifier", "theme", "uniqueName", "visibility",
        "onPremisesProvisioningErrors", "serviceProvisioningErrors",
    ]

    private static let userProperties: [String: PropertyType] = [
        "id": .text, "businessPhones": .list, "displayName": .text, "givenName": .text, "jobTitle": .text,
        "mail": .text, "mobilePhone": .text, "officeLocation": .text, "preferredLanguage": .text, "surname": .text,
        "userPrincipalName": .text, "accountEnabled": .truth, "ageGroup": .text, "city": .text, "companyName": .text,
        "consentProvidedForMinor": .text, "country": .text, "createdDateTime": .text, "creationType": .text,
        "deletedDateTime": .text, "department": .text, "employeeHireDate": .text, "employeeId": .text,
        "employeeLeaveDateTime": .text, "employeeOrgData": .other, "employeeType": .text, "externalUserState": .text,
        "externalUserStateChangeDateTime": .text, "faxNumber": .text, "identities": .list, "imAddresses": .list,
        "isManagementRestricted": .truth, "isResourceAccount": .truth, "lastPasswordChangeDateTime": .text,
        "legalAgeGroupClassification": .text, "mailNickname": .text, "onPremisesDistinguishedName": .text,
        "onPremisesDomainName": .text, "onPremisesImmutableId": .text, "onPremisesLastSyncDateTime": .text,
        "onPremisesSamAccountName": .text, "onPremisesSecurityIdentifier": .text, "onPremisesSyncEnabled": .truth,
        "onPremisesUserPrincipalName": .text, "otherMails": .list, "passwordPolicies": .text, "postalCode": .text,
        "proxyAddresses": .list, "securityIdentifier": .text, "showInAddressList": .truth, "state": .text,
        "streetAddress": .text, "usageLocation": .text, "userType": .text,
    ]

    private static let groupProperties: [String: PropertyType] = [
        "id": .text, "deletedDateTime": .text, "classification": .text, "createdDateTime": .text,
        "creationOptions": .list, "description": .text, "displayName": .text, "expirationDateTime": .text,
        "groupTypes": .list, "isAssignableToRole": .truth, "isManagementRestricted": .truth, "mail": .text,
        "mailEnabled": .truth, "mailNickname": .text, "membershipRule": .text,
        "membershipRuleProcessingState": .text, "onPremisesDomainName": .text, "onPremisesLastSyncDateTime": .text,
        "onPremisesNetBiosName": .text, "onPremisesSamAccountName": .text, "onPremisesSecurityIdentifier": .text,
        "onPremisesSyncEnabled": .truth, "preferredDataLocation": .text, "preferredLanguage": .text,
        "proxyAddresses": .list, "renewedDateTime": .text, "resourceBehaviorOptions": .list,
        "resourceProvisioningOptions": .list, "securityEnabled": .truth, "securityIdentifier": .text, "theme": .text,
        "uniqueName": .text, "visibility": .text, "onPremisesProvisioningErrors": .list,
        "serviceProvisioningErrors": .list,
    ]
}
