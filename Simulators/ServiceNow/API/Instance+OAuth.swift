import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit

/// `POST /oauth_token.do`. Whatever is wrong, the answer is the same.
extension Instance {
    mutating func oauthToken(_ request: SimulatorRequest) -> SimulatorResponse {
        let now = GlideDateTime(seconds: Int(request.receivedAt.timeIntervalSince1970.rounded(.down)))
        // JSON "results in an unspecified error".
        guard request.method == .post, request.mediaType == "application/x-www-form-urlencoded" else {
            return .oauthFailure
        }
        var form = FormItem.parse(String(decoding: request.body, as: UTF8.self))
        if !isOn("glide.oauth.allow.parameters.in.post.body.only", default: true) { form += request.queryItems }
        guard let grant = grant(form, now), caller(named: grant.userName) != nil else { return .oauthFailure }
        let token = tokens.token(
            for: grant, now: now, identifiers: &identifiers, refreshes: form["grant_type"] == "refresh_token")
        var body: JSONObject = [
            "scope": "useraccount", "token_type": "Bearer", "expires_in": .integer(token.expiresIn),
        ]
        if let refresh = token.refresh { body["refresh_token"] = .string(refresh) }
        body["access_token"] = .string(token.access)
        return .json(
            .object(body), headers: [.contentType: SimulatorResponse.jsonType, .cacheControl: "no-store"])
    }

    private func grant(_ form: [FormItem], _ now: GlideDateTime) -> TokenStore.Grant? {
        guard let id = form["client_id"], let secret = form["client_secret"],
            let client = tokens.client(id, secret: secret)
        else { return nil }
        switch form["grant_type"] {
        case "client_credentials":
            // Off on a fresh instance; a seed that names a client means it to be used, and can say "false".
            guard isOn("glide.oauth.inbound.client.credential.grant_type.enabled", default: true),
                let user = client.userName
            else { return nil }
            return TokenStore.Grant(clientID: id, userName: user, hasRefreshToken: false)
        case "password":
            guard !isOn("glide.oauth.inbound.ropc.grant_type.disabled"), let user = form["username"],
                let password = form["password"], accounts.accepts(user, password)
            else { return nil }
            return TokenStore.Grant(clientID: id, userName: user, hasRefreshToken: true)
        case "refresh_token":
            return form["refresh_token"].flatMap { tokens.grant(ofRefresh: $0, clientID: id, now: now) }
        default: return nil
        }
    }
}
