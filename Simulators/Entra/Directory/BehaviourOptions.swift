import HTTPTypes

/// Where real answers vary or are not confirmed, and the seed may choose; the seed's `options`.
struct BehaviourOptions: Sendable, Hashable {
    /// The status of a `$batch` in which a request was throttled: 200, or 424 as older tenants answered.
    var throttledBatchStatus: HTTPResponse.Status = .ok
    /// What a write to a mail-enabled group is refused with: 400 as observed, or 403 as documented.
    var mailEnabledStatus: HTTPResponse.Status = .badRequest
    /// Whether `PATCH /groups/{id}` with `members@odata.bind` is content with GroupMember.ReadWrite.All.
    var isBindAllowedWithMembershipRole = true
    /// Two writes to one group within this time collide, and the second is refused with 409. Zero: never.
    var concurrencyWindow: Duration = .zero
    /// The least and the most seconds that a token is good for.
    var tokenLifetime = 3600...5400
    /// Whether `Retry-After` is a fraction where the time is one; else it is rounded up to whole seconds.
    var isRetryAfterFractional = true
    /// Whether a security group that is deleted can be restored, as a Microsoft 365 group can. By the documentation (directory-deleteditems-get)
    /// it is gone for good; that this is to change has been announced.
    var areSecurityGroupsRestorable = false
}
