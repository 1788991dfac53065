import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// Takes forms that were sent from a page of this service, in the session that they were shown in, and no others.
struct FormGuard: Sendable {
    /// Larger bodies are refused, in bytes.
    static let longestBody = 16 << 10
    /// The field that carries the ``FormToken``.
    static let tokenField = "token"

    /// Why a form isn't taken; nothing was done then.
    enum Refusal: Error, Hashable {
        case notFromHere
        case unreadable
        case tooLong

        func notice(again: Notice.Link) -> Notice {
            switch self {
            case .notFromHere: .notFromHere(again: again)
            case .unreadable: .formUnreadable
            case .tooLong: .formTooLong
            }
        }
    }

    let signIn: SignIn

    /// The form's fields.
    func form(of request: Request, in session: Session) async throws(Refusal) -> [String: String] {
        guard Self.isFromHere(request.headers, origin: signIn.address.origin) else { throw .notFromHere }
        guard Self.isForm(request.headers[.contentType]) else { throw .unreadable }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.longestBody)
        } catch is NIOTooManyBytesError {
            throw .tooLong
        } catch {
            throw .unreadable
        }
        guard let fields = try? URLEncodedFormDecoder().decode([String: String].self, from: String(buffer: body)) else {
            throw .unreadable
        }
        guard let token = fields[Self.tokenField], signIn.formToken.isValid(token, for: session) else {
            throw .notFromHere
        }
        return fields
    }

    /// Whether the browser says that a page of this origin sends it. Every browser that is still kept up sends `Origin` with a form.
    static func isFromHere(_ fields: HTTPFields, origin: String) -> Bool {
        guard fields[.origin] == origin else { return false }
        return fields[.secFetchSite].map { $0 == "same-origin" } ?? true
    }

    private static func isForm(_ type: String?) -> Bool {
        type?.split(separator: ";").first?.trimmingCharacters(in: .whitespaces).lowercased()
            == "application/x-www-form-urlencoded"
    }
}
