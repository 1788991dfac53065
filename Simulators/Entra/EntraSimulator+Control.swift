import HTTPTypes
import OrderedCollections
import SimulatorKit
import Synchronization

/// What an administrator does to an app while it works, and what Graph has no call for here.
extension EntraSimulator {
    /// `POST /_sim/apps/{clientId}` with `roles`, the permissions from the app's next token on, with `revokeTokens`, or with both.
    func control(_ request: SimulatorRequest) async -> SimulatorResponse? {
        let segments = Array(request.segments.dropFirst())
        guard segments.first == "apps", segments.count == 2 else { return nil }
        guard request.method == .post else {
            return Self.refusal("This control endpoint has no \(request.method).", .methodNotAllowed)
        }
        let id = segments[1].lowercased()
        guard tenant.withLock({ $0.applications[id] != nil }) else {
            return Self.refusal("There is no app \(id).", .notFound)
        }
        do {
            let change = try ApplicationChange(try request.json())
            if let roles = change.roles { tenant.withLock { $0.consent(to: roles, of: id) } }
            if change.revokesTokens { login.tokens.withLock { $0.revokeAll(of: id) } }
            return SimulatorResponse(status: .noContent)
        } catch {
            return Self.refusal("\(error)", .badRequest)
        }
    }

    private static func refusal(_ sentence: String, _ status: HTTPResponse.Status) -> SimulatorResponse {
        .json(["error": .string(sentence)], status: status)
    }
}

/// The body of such a request.
private struct ApplicationChange {
    var roles: [String]?
    var revokesTokens = false

    /// - Throws: ``MalformedInput`` for anything that isn't known: a misspelt wish would silently test nothing.
    init(_ json: JSONValue) throws {
        guard let members = json.object, !members.isEmpty else {
            throw MalformedInput("The change of an app must be an object with roles, revokeTokens or both.")
        }
        for (name, value) in members {
            switch name {
            case "roles":
                guard let texts = value.strings else { throw MalformedInput("\"roles\" must be a list of texts.") }
                roles = texts
            case "revokeTokens":
                guard let flag = value.bool else { throw MalformedInput("\"revokeTokens\" must be true or false.") }
                revokesTokens = flag
            default: throw MalformedInput("\"\(name)\" is not known there.")
            }
        }
    }
}
