import Domain

/// What an answer other than the wished-for one means: a status, the header fields and a body become a ``Failure``. Pure.
///
/// Two rules hold throughout. Statuses that belong to gateways and quotas (429, 5xx) are read by the status alone, whatever the body is.
/// Every other refusal must come with an error of Graph's: a proxy's or a firewall's page with the same status says nothing about the
/// change, so it is ``Reason/graphUnreadable``, and never a permanent refusal or a missing object.
///
/// A 403 to a token that lacks the permission for all such calls is no refusal of this one: it waits until the permission is granted.
struct AnswerClassifier: Sendable {
    /// What was called, at the start of every message.
    let purpose: String
    /// Whether the call could have changed something.
    let isWrite: Bool
    /// The group that the call names, if it names one.
    var group: GroupID?
    /// The person whom the call names, by id.
    var user: UserID?

    init(_ purpose: String, isWrite: Bool, group: GroupID? = nil, user: UserID? = nil) {
        self.purpose = purpose
        self.isWrite = isWrite
        self.group = group
        self.user = user
    }

    func failure(of answer: GraphAnswer) -> Failure {
        let reason = reason(of: answer)
        var detail = "\(purpose): \(answer.status)"
        if let error = answer.error {
            detail += " \(error.summary)"
        } else if reason == .graphUnreadable {
            detail += ", which is no answer of Graph's to this call"
        }
        if let permission = answer.lackedPermission { detail += "; the access token lacks \(permission)" }
        return Failure(
            reason, detail, correlation: answer.correlation, retryAfterSeconds: answer.retryAfterSeconds)
    }

    private func reason(of answer: GraphAnswer) -> Reason {
        switch answer.status {
        // 509 is the throttle of bandwidth (Graph's list of errors).
        case 429, 509: return .graphThrottled
        // All say that the call was not taken. Were they wrong, a repeated write meets its own effect as "already so". 424 is an item's
        // of a batch in which something else failed.
        case 408, 424, 503, 507: return .graphUnavailable
        case 501: break
        // The change may have been made before the server failed, or behind the gateway that gave up.
        case 500..<600: return isWrite ? .graphReplyLost : .graphUnavailable
        default: break
        }
        if answer.status == 401 || answer.lackedPermission != nil { return .graphUnauthorized }
        guard answer.status >= 400, let error = answer.error else { return .graphUnreadable }
        switch answer.status {
        case 400: return reason(stated: error) ?? .graphRefused
        case 403: return reason(stated: error) ?? .graphForbidden
        case 404: return missing(error) ?? .graphUnreadable
        case 409: return .graphConflict
        default: return .graphRefused
        }
    }

    /// The refusals of which only the text tells the cause. Sources differ on whether some come as 400 or 403, so both are read alike.
    private func reason(stated error: GraphError) -> Reason? {
        if error.code == "Directory_QuotaExceeded" || error.says("exceed the maximum quota count") {
            return .graphQuotaExceeded
        }
        if error.code == "Directory_ConcurrencyViolation" { return .graphConflict }
        if error.says("objects being referenced do") { return .graphNotReplicated }
        if error.says("mail-enabled security group") || error.says("originated within an external service") {
            return .directoryGroupMailEnabled
        }
        if error.says("on-premises mastered") { return .directoryGroupSynced }
        return nil
    }

    /// Which object a 404 says is missing: the quoted id is all that tells.
    private func missing(_ error: GraphError) -> Reason? {
        switch error.missingResource {
        case nil: nil
        case group?.description: .directoryGroupMissing
        case user?.description: .directoryUserMissing
        default: nil
        }
    }
}
