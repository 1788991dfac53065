import HTTPTypes
import OrderedCollections
import SimulatorKit
import Synchronization

/// What an administrator does to an app, and Microsoft to a quota, while they are used; Graph has no call for it here.
extension EntraSimulator {
    func control(_ request: SimulatorRequest) async -> SimulatorResponse? {
        let segments = Array(request.segments.dropFirst())
        guard segments == ["quota"] || segments.count == 2 && segments[0] == "apps" else { return nil }
        guard request.method == .post else {
            return Self.refusal("This control endpoint has no \(request.method).", .methodNotAllowed)
        }
        do {
            return segments.count == 2 ? try changeApp(segments[1].lowercased(), request) : try changeQuota(request)
        } catch {
            return Self.refusal("\(error)", .badRequest)
        }
    }

    /// `POST /_sim/apps/{clientId}` with `roles`, the permissions from the app's next token on, with `revokeTokens`, or with both.
    private func changeApp(_ id: String, _ request: SimulatorRequest) throws -> SimulatorResponse {
        guard tenant.withLock({ $0.applications[id] != nil }) else {
            return Self.refusal("There is no app \(id).", .notFound)
        }
        let change = try ApplicationChange(try request.json())
        if let roles = change.roles { tenant.withLock { $0.consent(to: roles, of: id) } }
        if change.revokesTokens { login.tokens.withLock { $0.revokeAll(of: id) } }
        return SimulatorResponse(status: .noContent)
    }

    /// `POST /_sim/quota`: the limits that are given take the place of those in force, as the seed's `quota` names them.
    private func changeQuota(_ request: SimulatorRequest) throws -> SimulatorResponse {
        let reader = try SeedReader(try request.json(), "the quota")
        let now = environment.clock.now
        try tenant.withLock { tenant in
            var settings = tenant.quota.settings
            try settings.update(from: reader)
            tenant.quota.change(to: settings, at: now)
        }
        return SimulatorResponse(status: .noContent)
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
