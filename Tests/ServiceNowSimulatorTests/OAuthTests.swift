import Foundation
import HTTPTypes
import OrderedCollections
import SimulatorKit
import Testing

@testable import ServiceNowSimulator

@Suite("OAuth")
struct OAuthTests {
    private static let client = "client_id=landfall&client_secret=servicenow-simulator-secret"

    private static func token(
        _ form: String, _ desk: inout Desk, type: String = "application/x-www-form-urlencoded", query: String = ""
    ) -> Desk.Answer {
        let request = SimulatorRequest(
            method: .post, target: "/oauth_token.do" + query, headers: [.contentType: type], body: Array(form.utf8),
            receivedAt: desk.now)
        return Desk.Answer(response: desk.instance.respond(to: request))
    }

    @Test("gives a client its token, the same again while it lives, with what is left of its life")
    func clientCredentials() throws {
        var desk = try Desk()
        let form = "grant_type=client_credentials&" + Self.client
        let first = Self.token(form, &desk)
        #expect(first.status == 200)
        #expect(first.json["expires_in"] == 1799)
        #expect(first.json["scope"] == "useraccount")
        #expect(first.json["token_type"] == "Bearer")
        #expect(first.json["refresh_token"] == nil)
        let access = try #require(first.json["access_token"]?.string)
        #expect(desk.call(.get, "/api/now/table/sc_req_item", authorization: "Bearer \(access)").status == 200)
        desk.now += 100
        let second = Self.token(form, &desk)
        #expect(second.json["access_token"] == .string(access))
        #expect(second.json["expires_in"] == 1699)
        desk.now += 1_700
        #expect(desk.call(.get, "/api/now/table/sc_req_item", authorization: "Bearer \(access)").status == 401)
        #expect(Self.token(form, &desk).json["access_token"] != .string(access))
    }

    @Test("takes a password, and refreshes what it gave")
    func passwordAndRefresh() throws {
        var desk = try Desk()
        let first = Self.token("grant_type=password&username=admin&password=admin&" + Self.client, &desk)
        let refresh = try #require(first.json["refresh_token"]?.string)
        desk.now += 4_000
        let second = Self.token("grant_type=refresh_token&refresh_token=\(refresh)&" + Self.client, &desk)
        let access = try #require(second.json["access_token"]?.string)
        #expect(second.json["access_token"] != first.json["access_token"])
        let me = desk.call(
            .get, "/api/now/table/sys_user", query: [("sysparm_query", "sys_id=javascript:gs.getUserID()")],
            authorization: "Bearer \(access)")
        #expect(me.rows.first?["user_name"] == "admin")
    }

    @Test(
        "answers everything that is wrong in the same way",
        arguments: [
            (
                "grant_type=client_credentials&client_id=landfall&client_secret=no",
                "application/x-www-form-urlencoded", ""
            ),
            ("grant_type=magic&" + client, "application/x-www-form-urlencoded", ""),
            ("grant_type=password&username=admin&password=no&" + client, "application/x-www-form-urlencoded", ""),
            ("grant_type=refresh_token&refresh_token=x&" + client, "application/x-www-form-urlencoded", ""),
            (#"{"grant_type":"client_credentials"}"#, "application/json", ""),
            ("", "application/x-www-form-urlencoded", "?grant_type=client_credentials&" + client),
        ])
    func refusals(form: String, type: String, query: String) throws {
        var desk = try Desk()
        let answer = Self.token(form, &desk, type: type, query: query)
        #expect(answer.status == 401)
        #expect(answer.text == #"{"error_description":"access_denied","error":"server_error"}"#)
    }

    @Test("keeps a grant shut that a property shuts")
    func disabledGrants() throws {
        var desk = try Desk(tables: [
            "sys_properties": [["name": "glide.oauth.inbound.ropc.grant_type.disabled", "value": "true"]]
        ])
        #expect(Self.token("grant_type=password&username=admin&password=admin&" + Self.client, &desk).status == 401)
        let property = try #require(
            desk.instance.database.places(
                in: "sys_properties", where: "name", is: "glide.oauth.inbound.client.credential.grant_type.enabled"
            ).first)
        let id = desk.instance.database.value("sys_id", of: property)
        _ = desk.patch("sys_properties", id, ["value": "false"])
        #expect(Self.token("grant_type=client_credentials&" + Self.client, &desk).status == 401)
    }
}
