extension Reason {
    /// Whether trying again can help, and whether one has to look first.
    public var kind: FailureKind {
        switch self {
        case .policyNotAllowlisted, .policyNothingRequested, .policyRequesterNotAllowed, .policyConflict,
            .policyNotEligible, .policyEmergencyNotAllowed, .policyEmergencyReasonMissing, .policyNobodyCanApprove,
            .policyHoursNeverMeet,
            .directoryGroupDeleted, .directoryGroupRecreated, .directoryUserAmbiguous, .directoryRequesterMissing,
            .approvalNotAsked, .approvalOwnRequest, .approvalDecidedAlready, .approvalPlanChanged,
            .approvalRecordUnclear,
            .policyEndMissing, .policyEndUnreadable, .policyEndPast, .policyEndTooDistant,
            .directoryGroupMissing, .directoryGroupDynamic, .directoryGroupSynced, .directoryGroupMailEnabled,
            .directoryGroupRoleAssignable, .directoryGroupRenamed, .directoryUserMissing, .directoryUserDisabled,
            .approvalMissing, .approvalDenied, .approvalExpired, .approvalApproverStale, .approvalMandateMismatch,
            .requestWithdrawn, .graphForbidden, .graphQuotaExceeded, .graphRefused, .graphUnverified,
            .serviceNowRecordGone, .serviceNowForbidden, .serviceNowNotApplied, .serviceNowItemUnreadable,
            .serviceNowItemClosed, .serviceNowIncidentUnreadable, .serviceNowTaskMissing, .serviceNowTaskAmbiguous,
            .serviceNowItemNotFollowed, .teamsCardRefused,
            .messageUnreadable, .messageVersionUnknown, .messageMisplaced, .serviceCrashedOnIt, .serviceDefect:
            .permanent
        case .graphThrottled, .graphUnauthorized, .graphConflict, .graphNotReplicated, .graphBulkUndecided,
            .graphUnavailable,
            .serviceNowUnavailable, .serviceNowThrottled, .serviceNowUnauthorized, .serviceNowUnreadable,
            .serviceNowNotProcessed,
            .teamsUndelivered, .teamsThrottled, .teamsWebhookRefused, .serviceDatabaseUnavailable,
            .serviceBrokerUnavailable:
            .transient
        case .graphReplyLost, .graphUnreadable, .serviceNowReplyLost, .teamsReplyLost, .serviceInterrupted:
            .unknown
        }
    }

    /// The dependency that is down or refuses everything when this is seen again and again; none when the fault lies with one request.
    public var dependency: Dependency? {
        switch self {
        case .graphUnavailable, .graphUnauthorized, .graphUnreadable, .graphReplyLost: .graph
        case .serviceNowUnavailable, .serviceNowThrottled, .serviceNowUnauthorized, .serviceNowUnreadable,
            .serviceNowNotProcessed,
            .serviceNowReplyLost:
            .serviceNow
        case .teamsUndelivered, .teamsThrottled, .teamsWebhookRefused, .teamsReplyLost: .teams
        case .serviceDatabaseUnavailable: .postgres
        case .serviceBrokerUnavailable: .broker
        default: nil
        }
    }

    /// Being throttled is no failure: it isn't counted as an attempt, and nothing is dead-lettered for it.
    public var isThrottling: Bool {
        switch self {
        case .graphThrottled, .serviceNowThrottled, .teamsThrottled: true
        default: false
        }
    }
}
