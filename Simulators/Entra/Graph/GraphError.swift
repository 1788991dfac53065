import HTTPTypes
import OrderedCollections
import SimulatorKit

/// A refusal by Graph: a status, a code and a text. Texts and codes are those of real answers, see each one's source
/// in the project's facts about Entra; what they call unconfirmed says so here.
struct GraphError: Error, Sendable, Hashable {
    var status: HTTPResponse.Status
    var code: String
    var message: String
    var headers: HTTPFields = [:]
    /// Members of `innerError` beside the usual ones.
    var innerDetails: JSONObject = [:]

    init(_ status: HTTPResponse.Status, _ code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    /// The body as Graph writes it; `date` has no time zone.
    func body(requestID: String, clientRequestID: String, at date: Timestamp) -> JSONValue {
        var inner = innerDetails
        inner["date"] = .string("\(date.dateText)T\(date.timeText)")
        inner["request-id"] = .string(requestID)
        inner["client-request-id"] = .string(clientRequestID)
        return ["error": ["code": .string(code), "message": .string(message), "innerError": .object(inner)]]
    }
}

extension GraphError {
    static func badRequest(_ message: String) -> GraphError {
        GraphError(.badRequest, "Request_BadRequest", message)
    }

    static func invalidQuery(_ message: String) -> GraphError { GraphError(.badRequest, "BadRequest", message) }

    static func unsupportedQuery(_ message: String) -> GraphError {
        GraphError(.badRequest, "Request_UnsupportedQuery", message)
    }

    /// The same for a group, a person, a manager or a membership that is not there: only the quoted name tells which.
    static func notFound(_ name: String) -> GraphError {
        GraphError(
            .notFound, "Request_ResourceNotFound",
            "Resource '\(name)' does not exist or one of its queried reference-property objects are not present.")
    }

    static func invalidIdentifier(_ text: String) -> GraphError {
        badRequest("Invalid object identifier '\(text)'.")
    }

    static func unknownSegment(_ segment: String) -> GraphError {
        invalidQuery("Resource not found for the segment '\(segment)'.")
    }

    static func unknownProperty(_ name: String, of type: String) -> GraphError {
        invalidQuery(
            "Parsing OData Select and Expand failed: Could not find a property named '\(name)' on type '\(type)'.")
    }

    static var methodNotAllowed: GraphError {
        GraphError(
            .methodNotAllowed, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
    }

    static var insufficientPrivileges: GraphError {
        GraphError(
            .forbidden, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
    }

    /// What is not in the facts is the code.
    static var rolesMissing: GraphError {
        GraphError(.forbidden, "Authorization_RequestDenied", "Required roles claim values are not provided.")
    }

    static func invalidToken(_ message: String) -> GraphError {
        var error = GraphError(.unauthorized, "InvalidAuthenticationToken", message)
        error.headers[.wwwAuthenticate] =
            #"Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", "#
            + #"client_id="00000003-0000-0000-c000-000000000000""#
        return error
    }

    /// What continuous access evaluation says to a token that was revoked before its end (azure-cli#26504, and for apps with a certificate
    /// msgraph-sdk-powershell#3322); the header says that another token is needed (msgraph-sdk-dotnet#1416).
    static var revokedToken: GraphError {
        var error = invalidToken(
            "Continuous access evaluation resulted in challenge with result: InteractionRequired and code: "
                + "TokenIssuedBeforeRevocationTimestamp")
        error.headers[.wwwAuthenticate]?.append(#", error="insufficient_claims""#)
        return error
    }

    /// The app is not, or no longer, consented to in the tenant.
    static var unknownApplication: GraphError {
        GraphError(
            .unauthorized, "Authorization_IdentityNotFound",
            "The identity of the calling application could not be established.")
    }

    static var alreadyMember: GraphError {
        badRequest(
            "One or more added object references already exist for the following modified properties: 'members'.")
    }

    static var justRemoved: GraphError {
        badRequest(
            "One or more removed object references do not exist for the following modified properties: 'members'.")
    }

    static var notReplicated: GraphError {
        badRequest("The source resource object or one of the objects being referenced don't exist.")
    }

    static func mailEnabled(_ status: HTTPResponse.Status) -> GraphError {
        GraphError(
            status, "Request_BadRequest",
            "Cannot Update a mail-enabled security groups and or distribution list.")
    }

    static var synced: GraphError {
        badRequest(
            "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects "
                + "currently undergoing migration.")
    }

    static var managementRestricted: GraphError {
        GraphError(
            .forbidden, "Authorization_RequestDenied",
            "Insufficient privileges to complete the operation. Target object is a member of a restricted management "
                + "administrative unit and can only be modified by administrators scoped to that administrative unit. "
                + "Check that you are assigned a role that has permission to perform the operation for this "
                + "restricted management administrative unit. Learn more: "
                + "https://go.microsoft.com/fwlink/?linkid=2197831")
    }

    static func memberQuota(_ count: Int, limit: Int) -> GraphError {
        GraphError(
            .forbidden, "Directory_QuotaExceeded",
            "Unable to perform operation as '\(count)' would exceed the maximum quota count '\(limit)' for "
                + "forward-link 'members'.")
    }

    static var concurrentWrite: GraphError {
        GraphError(
            .conflict, "Directory_ConcurrencyViolation",
            "Error due to concurrent requests being made to the tenant. Please wait briefly and retry.")
    }

    static func duplicateReference(_ member: ObjectID, in group: ObjectID) -> GraphError {
        badRequest(
            "Object '[\(member)]' referenced from '[\(group)]' can only be present once as an add/remove change.")
    }
}
