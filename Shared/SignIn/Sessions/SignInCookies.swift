import Foundation
import Hummingbird

/// The two cookies of a service's pages: the session, and a sign-in that is under way.
///
/// HttpOnly, for no other site's requests but following a link (SameSite=Lax), and where the pages are reached by https Secure and named
/// `__Host-`, which browsers take from this host alone. The names hold the service's: cookies don't tell ports apart.
struct SignInCookies: Sendable {
    private let sessions: Sealer<Session>
    private let attempts: Sealer<SignInAttempt>
    private let sessionName: String
    private let attemptName: String
    private let isSecure: Bool

    init(service: String, key: SessionKey, isSecure: Bool) {
        self.sessions = Sealer(key: key, purpose: "\(service) session")
        self.attempts = Sealer(key: key, purpose: "\(service) sign-in")
        let prefix = isSecure ? "__Host-" : ""
        self.sessionName = "\(prefix)landfall-\(service)-session"
        self.attemptName = "\(prefix)landfall-\(service)-signin"
        self.isSecure = isSecure
    }

    // MARK: - Read

    /// The session that a request belongs to; nil where there is none, or none any more.
    func session(of request: Request, at now: Date) -> Session? {
        guard let cookie = request.cookies[sessionName], let session = sessions.open(cookie.value), now < session.endsAt
        else { return nil }
        return session
    }

    /// The sign-in that the browser has under way.
    func attempt(of request: Request, at now: Date) -> SignInAttempt? {
        guard let cookie = request.cookies[attemptName], let attempt = attempts.open(cookie.value), now < attempt.endsAt
        else { return nil }
        return attempt
    }

    // MARK: - Write

    /// Nil when it is too long for a cookie.
    func cookie(for session: Session, at now: Date) throws -> Cookie? {
        try sessions.seal(session).map { cookie(sessionName, $0, seconds: session.endsAt.timeIntervalSince(now)) }
    }

    func cookie(for attempt: SignInAttempt, at now: Date) throws -> Cookie? {
        try attempts.seal(attempt).map { cookie(attemptName, $0, seconds: attempt.endsAt.timeIntervalSince(now)) }
    }

    var endOfSession: Cookie { cookie(sessionName, "", seconds: 0) }
    var endOfAttempt: Cookie { cookie(attemptName, "", seconds: 0) }

    private func cookie(_ name: String, _ value: String, seconds: TimeInterval) -> Cookie {
        Cookie(
            name: name, value: value, maxAge: Int(seconds), path: "/", secure: isSecure, httpOnly: true, sameSite: .lax)
    }
}
