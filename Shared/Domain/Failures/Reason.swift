/// Why something failed: one closed list, which is the vocabulary of dead letters, metrics, audit, tickets and pages alike.
///
/// The raw value is `area.reason`. Each has a kind, a sentence for people, and whose move it is.
public enum Reason: String, Codable, Sendable, CaseIterable {
    // Policy: what may be asked for, by whom
    case policyNotAllowlisted = "policy.not_allowlisted"
    case policyNothingRequested = "policy.nothing_requested"
    case policyRequesterNotAllowed = "policy.requester_not_allowed"
    case policyConflict = "policy.conflict"
    case policyNotEligible = "policy.not_eligible"
    case policyEndMissing = "policy.end_missing"
    case policyEndUnreadable = "policy.end_unreadable"
    case policyEndPast = "policy.end_past"
    case policyEndTooDistant = "policy.end_too_distant"
    // Directory: what can't work in Entra as it is
    case directoryGroupMissing = "directory.group_missing"
    case directoryGroupDynamic = "directory.group_dynamic"
    case directoryGroupSynced = "directory.group_synced"
    case directoryGroupMailEnabled = "directory.group_mail_enabled"
    case directoryGroupRoleAssignable = "directory.group_role_assignable"
    case directoryGroupRenamed = "directory.group_renamed"
    case directoryUserMissing = "directory.user_missing"
    case directoryUserDisabled = "directory.user_disabled"
    // Approval
    case approvalMissing = "approval.missing"
    case approvalDenied = "approval.denied"
    case approvalExpired = "approval.expired"
    case approvalApproverStale = "approval.approver_stale"
    case approvalMandateMismatch = "approval.mandate_mismatch"
    // The request itself
    case requestWithdrawn = "request.withdrawn"
    // Graph
    case graphThrottled = "graph.throttled"
    case graphForbidden = "graph.forbidden"
    case graphUnauthorized = "graph.unauthorized"
    case graphQuotaExceeded = "graph.quota_exceeded"
    case graphConflict = "graph.conflict"
    case graphNotReplicated = "graph.not_replicated"
    case graphBulkUndecided = "graph.bulk_undecided"
    case graphRefused = "graph.refused"
    case graphReplyLost = "graph.reply_lost"
    case graphUnreadable = "graph.unreadable"
    case graphUnverified = "graph.unverified"
    case graphUnavailable = "graph.unavailable"
    // ServiceNow
    case serviceNowUnavailable = "servicenow.unavailable"
    case serviceNowThrottled = "servicenow.throttled"
    case serviceNowUnauthorized = "servicenow.unauthorized"
    case serviceNowUnreadable = "servicenow.unreadable"
    case serviceNowNotProcessed = "servicenow.not_processed"
    case serviceNowRecordGone = "servicenow.record_gone"
    case serviceNowForbidden = "servicenow.forbidden"
    case serviceNowNotApplied = "servicenow.not_applied"
    case serviceNowReplyLost = "servicenow.reply_lost"
    case serviceNowItemUnreadable = "servicenow.item_unreadable"
    case serviceNowIncidentUnreadable = "servicenow.incident_unreadable"
    case serviceNowItemClosed = "servicenow.item_closed"
    // Teams
    case teamsUndelivered = "teams.undelivered"
    case teamsThrottled = "teams.throttled"
    case teamsWebhookRefused = "teams.webhook_refused"
    case teamsCardRefused = "teams.card_refused"
    case teamsReplyLost = "teams.reply_lost"
    // Messages
    case messageUnreadable = "message.unreadable"
    case messageVersionUnknown = "message.version_unknown"
    case messageMisplaced = "message.misplaced"
    // The services themselves
    case serviceCrashedOnIt = "service.crashed_on_it"
    case serviceInterrupted = "service.interrupted"
    case serviceDatabaseUnavailable = "service.database_unavailable"
    case serviceBrokerUnavailable = "service.broker_unavailable"
    case serviceDefect = "service.defect"
}
