import Domain
import Entra
import Foundation
import HTTPTypes
import Hummingbird
import Logging

/// The addresses by which people sign in and out.
struct SignInRoutes: Sendable {
    static let signIn = "/signin"
    static let callback = "/signin/callback"
    static let signOut = "/signout"
    static let signedIn = "/signed-in"
    static let signedOut = "/signed-out"

    /// Longer codes are not looked at, in bytes.
    private static let longestCode = 4 << 10

    let signIn: SignIn

    func add(to router: Router<BasicRequestContext>) {
        router.get(RouterPath(Self.signIn)) { request, _ in try begin(request) }
        router.get(RouterPath(Self.callback)) { request, _ in try await finish(request) }
        router.post(RouterPath(Self.signOut)) { request, _ in await end(request) }
        router.get(RouterPath(Self.signedIn)) { request, _ in welcome(request) }
        router.get(RouterPath(Self.signedOut)) { _, _ in
            signIn.frame.response(
                Notice.signedOut(again: signIn.link("Sign in again", returningTo: nil)).page, session: nil)
        }
    }

    private func begin(_ request: Request) throws -> Response {
        let query = request.uri.queryParameters
        let path = query["return"].flatMap { ReturnPath(String($0)) }
        return try signIn.begin(returningTo: path ?? .signedIn, choosesAccount: query["account"] == "other")
    }

    private func finish(_ request: Request) async throws -> Response {
        let now = signIn.now()
        let attempt = signIn.cookies.attempt(of: request, at: now)
        var response: Response
        do throws(SignInProblem) {
            let (session, cookie) = try await self.session(attempt, request.uri.queryParameters, at: now)
            signIn.logger.info("somebody signed in", metadata: ["person": "\(session.person.id)"])
            response = signIn.frame.redirect(to: signIn.address((attempt?.returnPath ?? .signedIn).description))
            response.setCookie(cookie)
        } catch {
            signIn.logger.notice("somebody could not sign in", metadata: ["problem": "\(error)"])
            let again = signIn.link("Sign in again", returningTo: attempt?.returnPath)
            response = signIn.frame.response(
                Notice.about(error, base: signIn.address.base, again: again).page, session: nil)
        }
        // It is used up, whatever came of it.
        response.setCookie(signIn.cookies.endOfAttempt)
        return response
    }

    private func session(
        _ attempt: SignInAttempt?, _ query: Parameters, at now: Date
    ) async throws(SignInProblem) -> (Session, Cookie) {
        guard let attempt, let state = query["state"], state == attempt.state else { throw .notUnderWay }
        if let code = query["error"] { throw .refused(code: Self.word(code)) }
        guard let code = query["code"], (1...Self.longestCode).contains(code.utf8.count) else { throw .notUnderWay }
        let token: String
        do throws(Failure) {
            token = try await signIn.login.idToken(
                code: String(code), verifier: attempt.verifier, redirectURI: signIn.redirectURI)
        } catch {
            signIn.logger.warning("no ID token was given", metadata: ["failure": "\(error)"])
            throw error.reason == .graphUnauthorized ? .codeRefused : .unavailable
        }
        let person = try await signIn.verifier.person(token, nonce: attempt.nonce, at: now)
        let session = Session(person: person, endsAt: now + signIn.lifetime / .seconds(1))
        guard let cookie = try? signIn.cookies.cookie(for: session, at: now) else { throw .tooLong }
        return (session, cookie)
    }

    private func welcome(_ request: Request) -> Response {
        guard let session = signIn.cookies.session(of: request, at: signIn.now()) else {
            return signIn.frame.redirect(to: signIn.address(Self.signedOut))
        }
        return signIn.frame.response(Notice.signedIn(session.person).page, session: session)
    }

    private func end(_ request: Request) async -> Response {
        let guarded = FormGuard(signIn: signIn)
        guard let session = signIn.cookies.session(of: request, at: signIn.now()) else {
            return signIn.frame.redirect(to: signIn.address(Self.signedOut))
        }
        do throws(FormGuard.Refusal) {
            _ = try await guarded.form(of: request, in: session)
        } catch {
            let again = signIn.link("Sign in again", returningTo: nil)
            return signIn.frame.response(error.notice(again: again).page, session: session)
        }
        var response = signIn.frame.redirect(to: signIn.address(Self.signedOut))
        response.setCookie(signIn.cookies.endOfSession)
        return response
    }

    /// An error code of OAuth 2.0: a lower-case word, or it isn't repeated.
    private static func word(_ text: Substring) -> String {
        let isWord =
            (1...60).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "_") }
        return isWord ? String(text) : "an error without a code"
    }
}
