/// Why somebody isn't signed in.
enum SignInProblem: Error, Hashable, Sendable {
    /// The browser brought back what it wasn't sent for, or came too late, or for a second time.
    case notUnderWay
    /// Microsoft says no, with a code of OAuth's such as `access_denied`.
    case refused(code: String)
    /// Microsoft doesn't answer, or not in a way that can be understood.
    case unavailable
    /// The code was refused: it is too old or was used before, or the application isn't set up as it should be.
    case codeRefused
    /// What came is no ID token for these pages.
    case token(TokenFault)
    /// The person's names don't fit in a cookie.
    case tooLong
}

/// What is wrong with an ID token. None of it happens by itself: somebody has made it, or something is set up wrongly.
enum TokenFault: String, Error, Hashable, Sendable, CaseIterable {
    case malformed
    /// Not signed with RS256, which Entra signs with.
    case algorithm
    case unknownKey = "unknown_key"
    case signature
    case issuer
    case audience
    case tenant
    case expired
    case notYetValid = "not_yet_valid"
    case nonce
    /// It says nothing of who it is.
    case person
}
