import Domain
import HTTPTypes
import Testing

@testable import Entra

@Suite("The calls that can be made")
struct GraphCallTests {
    @Test("a removal always ends in /$ref: without it Graph deletes the person")
    func removal() {
        let call = GraphCall.change(
            .remove, user: Fixtures.user, group: Fixtures.group, cloud: "https://graph.microsoft.com")
        #expect(call.method == .delete)
        #expect(
            call.path
                == "/v1.0/groups/b0000000-0000-4000-8000-000000000001/members/a0000000-0000-4000-8000-000000000001/$ref"
        )
        #expect(call.body == nil)
        #expect(call.isWrite)
    }

    @Test("an addition names the person by the cloud's own address")
    func addition() throws {
        let call = GraphCall.change(
            .add, user: Fixtures.user, group: Fixtures.group, cloud: "https://graph.microsoft.us")
        #expect(call.method == .post)
        #expect(call.path == "/v1.0/groups/b0000000-0000-4000-8000-000000000001/members/$ref")
        #expect(
            String(decoding: try #require(call.body), as: UTF8.self)
                == #"{"@odata.id":"https://graph.microsoft.us/v1.0/directoryObjects/a0000000-0000-4000-8000-000000000001"}"#
        )
    }

    @Test("several people are added by one call that names each, and never taken away by one")
    func bulkAddition() throws {
        let call = GraphCall.add(
            [Fixtures.user, Fixtures.otherUser], to: Fixtures.group, cloud: "https://graph.microsoft.us", price: .one)
        #expect(call.method == .patch)
        #expect(call.path == "/v1.0/groups/b0000000-0000-4000-8000-000000000001")
        #expect(call.isWrite)
        #expect(
            String(decoding: try #require(call.body), as: UTF8.self)
                == #"{"members@odata.bind":["https://graph.microsoft.us/v1.0/directoryObjects/"#
                + #"a0000000-0000-4000-8000-000000000001","https://graph.microsoft.us/v1.0/directoryObjects/"#
                + #"a0000000-0000-4000-8000-000000000002"]}"#)
    }

    @Test("a membership is asked for by its id: the group is not listed")
    func membership() {
        let call = GraphCall.membership(of: Fixtures.user, in: Fixtures.group)
        #expect(
            call.path == "/v1.0/groups/b0000000-0000-4000-8000-000000000001/members"
                + "?$filter=id%20eq%20%27a0000000-0000-4000-8000-000000000001%27&$select=id")
        #expect(!call.isWrite)
        // Were a page cut before it is filtered, a member would look like none.
        #expect(!call.path.contains("$top"))
    }

    @Test("every character of a name that could mean something in an address is encoded")
    func name() throws {
        let call = GraphCall.user(try #require(UserPrincipalName("o'ann#EXT#^!+x@contoso.example")))
        #expect(call.path.hasPrefix("/v1.0/users/o%27ann%23EXT%23%5E%21%2Bx%40contoso.example?$select=id,"))
    }

    @Test(
        "names that Entra allows",
        arguments: [
            "ana@contoso.example", "a.b-c_d'e!f#g^h~i@sub.contoso.example", "Ana@CONTOSO.example",
            "ana_fabrikam.com#EXT#@contoso.onmicrosoft.com",
        ])
    func goodNames(_ text: String) {
        #expect(UserPrincipalName(text)?.text == text)
    }

    @Test(
        "texts that can't be a name are never sent",
        arguments: [
            "", "ana", "@contoso.example", "ana@", "ana@@contoso.example", "a@b@c", "../groups@x",
            "ana/../x@contoso.example",
            "ana?$select=id@x", "ana@contoso.example/memberOf", "ana@contoso.example?x", "ana@contoso..example",
            "ana@.example",
            "ana b@contoso.example", "ana@contoso.example ", "ana\n@contoso.example", "ana\u{0}@contoso.example",
            "añá@contoso.example",
            "ana%2F@contoso.example", "ana$ref@contoso.example", "(ana)@contoso.example", "ana&b@contoso.example",
            "a=b@contoso.example",
            "ana;b@contoso.example", "ana@cont_oso.example", "a\\b@contoso.example", "\"a\"@contoso.example",
            "ana*@contoso.example",
            String(repeating: "a", count: 250) + "@x.example",
        ])
    func badNames(_ text: String) {
        #expect(UserPrincipalName(text) == nil)
    }

    @Test("form values are encoded, so that a secret with any character arrives as it is")
    func form() {
        let form = PercentEncoding.form([(name: "a", value: "x y&z=1+%/Ü"), (name: "b", value: "-._~")])
        #expect(String(decoding: form, as: UTF8.self) == "a=x%20y%26z%3D1%2B%25%2F%C3%9C&b=-._~")
    }
}
