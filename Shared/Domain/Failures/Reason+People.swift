extension Reason {
    /// A sentence for people, which stands on tickets, pages and cards.
    public var sentence: String {
        switch self {
        case .policyNotAllowlisted: "The policy does not list this entitlement for the catalogue item."
        case .policyNothingRequested: "The request names no entitlement, so there is nothing to decide or to change."
        case .policyRequesterNotAllowed: "The policy does not let this person ask for it."
        case .policyConflict: "It conflicts with access that the person has or is getting."
        case .policyNotEligible: "The person is not eligible for this entitlement."
        case .policyEndMissing: "The request does not say when the access ends, which the policy asks for."
        case .policyEndUnreadable: "The end of the access is not a date, or a date and a time."
        case .policyEndPast: "The end of the access is over already."
        case .policyEndTooDistant: "The end of the access is further away than the policy allows."
        case .policyEmergencyNotAllowed: "The policy does not give this in an emergency."
        case .policyEmergencyReasonMissing: "The request says that it is an emergency, but not why."
        case .policyNobodyCanApprove: "The policy names nobody who could approve this."
        case .policyHoursNeverMeet: "There is no time at which all of the request's changes may begin."
        case .directoryGroupMissing: "The group does not exist in Entra."
        case .directoryGroupDynamic: "The group's members follow from a rule, so nobody can be added or removed."
        case .directoryGroupSynced: "The group is mastered on premises and can't be changed in Entra."
        case .directoryGroupMailEnabled:
            "The group is a mail-enabled security group or a distribution list, which Graph can't change."
        case .directoryGroupRoleAssignable:
            "The group can be assigned to directory roles, which this installation does not allow."
        case .directoryGroupRenamed: "The group has another name than the policy says, so it may be another group."
        case .directoryGroupDeleted: "The group was deleted in Entra; it can still be restored."
        case .directoryGroupRecreated:
            "The group is gone from Entra, and another one has its name: nobody said that it grants the same."
        case .directoryUserMissing: "The person has no account in Entra."
        case .directoryUserDisabled: "The person's account in Entra is disabled."
        case .directoryUserAmbiguous: "Several accounts in Entra could be this person's."
        case .directoryRequesterMissing:
            "The person who asked has no account in Entra that could be found, so nobody can tell who must not approve it."
        case .approvalMissing: "The ticket carries no approval by a person that could be read."
        case .approvalDenied: "The request was not approved."
        case .approvalExpired: "Nobody decided in time."
        case .approvalApproverStale: "The approver could no longer approve at that moment."
        case .approvalNotAsked: "The person is not one of those who are asked to decide."
        case .approvalOwnRequest: "Nobody decides about what they asked for, or are to get, themselves."
        case .approvalDecidedAlready: "It was decided already: the first decision stands."
        case .approvalPlanChanged: "The decision was about another plan than the one that waits."
        case .approvalRecordUnclear: "The approval's record in ServiceNow does not say who decided about what."
        case .approvalMandateMismatch: "The approval is not for exactly this plan."
        case .requestWithdrawn: "The request was withdrawn in ServiceNow while it was on its way."
        case .graphThrottled: "Microsoft Graph asked to wait."
        case .graphForbidden: "Microsoft Graph does not let Landfall make this change."
        case .graphUnauthorized: "Microsoft Entra does not accept Landfall's credentials."
        case .graphQuotaExceeded: "The group can't take more members."
        case .graphConflict: "Somebody else changed the same object at the same moment."
        case .graphNotReplicated: "The group or the person is so new that Graph doesn't know it everywhere yet."
        case .graphBulkUndecided:
            "Several people could not be added to the group in one call, so each is added by a call of their own."
        case .graphRefused: "Microsoft Graph refused the change."
        case .graphReplyLost: "Microsoft Graph's answer was lost, so it is not known whether the change was made."
        case .graphUnreadable: "Microsoft Graph's answer could not be read."
        case .graphUnverified: "The change was accepted, but could not be read back in time."
        case .graphUnavailable: "Microsoft Graph did not answer."
        case .serviceNowUnavailable: "ServiceNow did not answer."
        case .serviceNowThrottled: "ServiceNow asked to wait."
        case .serviceNowUnauthorized: "ServiceNow does not accept Landfall's credentials."
        case .serviceNowUnreadable: "ServiceNow's answer could not be read."
        case .serviceNowNotProcessed: "ServiceNow took the call without carrying it out."
        case .serviceNowRecordGone: "The record is gone from ServiceNow, or Landfall may not read it."
        case .serviceNowForbidden: "ServiceNow does not let Landfall do this."
        case .serviceNowNotApplied: "ServiceNow answered, but the record does not show what was written."
        case .serviceNowReplyLost: "ServiceNow's answer was lost, so it is not known whether it was carried out."
        case .serviceNowItemUnreadable: "The request item lacks something that it needs, or Landfall may not read it."
        case .serviceNowIncidentUnreadable: "The incident lacks something that it needs, or Landfall may not read it."
        case .serviceNowItemClosed: "The ticket was closed by somebody else before it could be fulfilled."
        case .serviceNowTaskMissing: "The request item has no open catalogue task that Landfall could close."
        case .serviceNowTaskAmbiguous:
            "The request item has several open catalogue tasks, so it is not known which of them stands for the access."
        case .serviceNowItemNotFollowed:
            "The catalogue task is closed, but the flow behind it did not close the request item as it should."
        case .teamsUndelivered: "Microsoft Teams did not take the message."
        case .teamsThrottled: "Microsoft Teams asked to wait."
        case .teamsWebhookRefused:
            "Microsoft Teams does not accept the webhook's address: the flow behind it is gone, or its address was renewed."
        case .teamsCardRefused: "Microsoft Teams can't post this card as it is."
        case .teamsReplyLost: "Microsoft Teams' answer was lost, so it is not known whether the card was posted."
        case .messageUnreadable: "The message is not one of Landfall's events."
        case .messageVersionUnknown: "The message is of a type or version that this service does not know."
        case .messageMisplaced: "The message stands in the queue of a stage that does not take it."
        case .serviceCrashedOnIt: "The service ended more than once while it worked on this message."
        case .serviceInterrupted: "The service ended before the outcome was on record."
        case .serviceDatabaseUnavailable: "Landfall's database did not answer."
        case .serviceBrokerUnavailable: "Landfall's message broker did not answer."
        case .serviceDefect: "Landfall met something that it has no rule for."
        }
    }

    /// Whose move it is.
    public var responsible: Responsible {
        switch self {
        case .policyNobodyCanApprove, .policyHoursNeverMeet, .directoryGroupDeleted, .directoryGroupRecreated,
            .policyNotAllowlisted,
            .directoryGroupMissing, .directoryGroupDynamic, .directoryGroupSynced,
            .directoryGroupMailEnabled,
            .directoryGroupRoleAssignable, .directoryGroupRenamed, .graphQuotaExceeded:
            .entitlementOwner
        case .policyNothingRequested, .policyRequesterNotAllowed, .policyConflict, .policyNotEligible,
            .policyEmergencyNotAllowed, .policyEmergencyReasonMissing, .policyEndMissing, .policyEndUnreadable,
            .policyEndPast, .policyEndTooDistant, .approvalDenied, .requestWithdrawn:
            .requester
        case .approvalMissing, .approvalExpired, .approvalApproverStale, .approvalNotAsked, .approvalOwnRequest,
            .approvalDecidedAlready, .approvalPlanChanged:
            .approvers
        case .directoryUserAmbiguous, .directoryRequesterMissing, .directoryUserMissing, .directoryUserDisabled,
            .graphForbidden, .graphUnauthorized, .graphRefused,
            .graphUnverified:
            .directoryTeam
        case .serviceNowUnauthorized, .serviceNowRecordGone, .serviceNowForbidden, .serviceNowNotApplied,
            .serviceNowItemUnreadable, .serviceNowIncidentUnreadable, .serviceNowTaskMissing, .serviceNowTaskAmbiguous,
            .serviceNowItemNotFollowed, .approvalRecordUnclear:
            .serviceNowTeam
        case .graphThrottled, .graphConflict, .graphNotReplicated, .graphBulkUndecided, .graphReplyLost,
            .graphUnreadable, .graphUnavailable,
            .serviceNowUnavailable, .serviceNowThrottled, .serviceNowUnreadable, .serviceNowNotProcessed,
            .serviceNowReplyLost,
            .teamsUndelivered, .teamsThrottled, .teamsReplyLost, .serviceInterrupted, .serviceDatabaseUnavailable,
            .serviceBrokerUnavailable,
            .serviceNowItemClosed:
            .landfall
        case .teamsWebhookRefused, .teamsCardRefused, .approvalMandateMismatch, .messageUnreadable,
            .messageVersionUnknown, .messageMisplaced,
            .serviceCrashedOnIt, .serviceDefect:
            .operators
        }
    }
}
