public import Domain

extension GraphClient {
    /// The application permissions that the token carries.
    ///
    /// Tokens are issued without any permission, too; what was not consented to shows only here, and as a 403 to every call.
    ///
    /// - Throws: ``Failure``, as for any call, when there is no token to be had; ``Reason/graphUnreadable`` if it isn't a JSON Web Token.
    public func roles() async throws(Failure) -> Set<String> {
        try await transport.tokens.token().roles()
    }

    /// What isn't as it should be about the token's permissions, by the configuration.
    ///
    /// A token that lacks something, or that could delete people, isn't used again: so a grant that is put right shows with the next
    /// question, and not only when the token would have ended.
    ///
    /// - Throws: ``Failure``, as ``roles()``.
    public func permissionFindings() async throws(Failure) -> [PermissionFinding] {
        let token = try await transport.tokens.token()
        let findings = configuration.permissions.findings(in: GrantedRoles(try token.roles()))
        let isWrong = findings.contains { finding in
            if case .unneeded = finding { false } else { true }
        }
        if isWrong { await transport.tokens.drop(token) }
        return findings
    }

    /// Returns when there is a token with which changes would be sent, and which allows them.
    ///
    /// As with ``permissionFindings()``, a token that is refused isn't used again.
    ///
    /// - Throws: ``Failure``, as for any call; ``Reason/graphUnauthorized`` for a token that could delete people, or that lacks the
    ///   permission to change the members of groups.
    public func requireWritableToken() async throws(Failure) {
        let token = try await transport.token(isWrite: true)
        guard let roles = token.grantedRoles, !roles.canChangeMembers else { return }
        await transport.tokens.drop(token)
        throw Failure(
            .graphUnauthorized, "the access token \(PermissionFinding.missing(GrantedRoles.memberWriters[0]))")
    }
}
