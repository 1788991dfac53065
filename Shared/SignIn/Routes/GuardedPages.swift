import Foundation
import HTTPTypes
public import Hummingbird
import Logging

/// Pages that only people who are signed in see, and where it is said, only those with an app role. Whoever isn't signed in is sent to Microsoft, and comes back.
public struct GuardedPages: Sendable {
    /// What comes of a form.
    public enum Outcome: Sendable {
        /// It is done: the browser goes on to a path of this service, by GET.
        case done(path: String)
        /// A page instead, such as the same form with what is wrong with it.
        case page(Page)
    }

    public let signIn: SignIn
    /// The app role, such as `Landfall.Operator`; nil: whoever can sign in may see the pages, and they say themselves who may do what.
    public let role: String?

    public init(signIn: SignIn, role: String?) {
        self.signIn = signIn
        self.role = role
    }

    /// Serves a page. It must not change anything: links are also opened by scanners.
    public func get(
        _ path: RouterPath, on router: Router<BasicRequestContext>,
        _ page: @escaping @Sendable (Visit) async throws -> Page
    ) {
        router.get(path) { request, context in
            guard let session = session(of: request) else {
                return try signIn.begin(returningTo: Self.path(of: request) ?? .signedIn)
            }
            return await answer(request, session) {
                signIn.frame.response(try await page(visit(session, context.parameters)), session: session)
            }
        }
    }

    /// Takes a form. It has been sent from a page of this service in this session when `handle` is called with its fields.
    public func post(
        _ path: RouterPath, on router: Router<BasicRequestContext>,
        _ handle: @escaping @Sendable (Visit, [String: String]) async throws -> Outcome
    ) {
        router.post(path) { request, context in
            guard let session = session(of: request) else {
                return signIn.frame.response(Notice.sessionOver(again: again(request)).page, session: nil)
            }
            return await answer(request, session) {
                let fields: [String: String]
                do throws(FormGuard.Refusal) {
                    fields = try await FormGuard(signIn: signIn).form(of: request, in: session)
                } catch {
                    signIn.logger.warning(
                        "a form was refused", metadata: ["problem": "\(error)", "person": "\(session.person.id)"])
                    return signIn.frame.response(error.notice(again: again(request)).page, session: session)
                }
                return switch try await handle(visit(session, context.parameters), fields) {
                case .done(let path): signIn.frame.redirect(to: signIn.address(path))
                case .page(let page): signIn.frame.response(page, session: session)
                }
            }
        }
    }

    /// Answers somebody who is signed in, if they have the role; what fails becomes a page that says so.
    private func answer(
        _ request: Request, _ session: Session, _ body: () async throws -> Response
    ) async -> Response {
        if let role, !session.person.roles.contains(role) {
            let other = signIn.link(
                "Sign in as somebody else", returningTo: Self.path(of: request), choosesAccount: true)
            return signIn.frame.response(
                Notice.roleMissing(role, of: session.person, other: other).page, session: session)
        }
        do {
            return try await body()
        } catch {
            signIn.logger.error(
                "a page can't be served", metadata: ["error": "\(error)", "path": "\(request.uri.path)"])
            return signIn.frame.response(Notice.failed(again: again(request)).page, session: session)
        }
    }

    private func session(of request: Request) -> Session? {
        signIn.cookies.session(of: request, at: signIn.now())
    }

    private func visit(_ session: Session, _ parameters: Parameters) -> Visit {
        Visit(person: session.person, formToken: signIn.formToken.text(for: session), parameters: parameters)
    }

    /// Opens the same address once more; signs in first where that is needed.
    private func again(_ request: Request) -> Notice.Link {
        Notice.Link("Open the page again", to: signIn.address((Self.path(of: request) ?? .signedIn).description))
    }

    private static func path(of request: Request) -> ReturnPath? { ReturnPath(request.uri.description) }
}
