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
}
