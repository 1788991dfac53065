import Domain
import TestSupport
import Testing

@testable import ServiceNow

@Suite("A query")
struct EncodedQueryTests {
    @Test("is made of its conditions, joined and ordered")
    func text() throws {
        let other = try #require(SysID("glean_user_role"))
        #expect(
            EncodedQuery.field("active", is: "true").and(.field("cat_item", isOneOf: [Samples.sysID, other]))
                .and(.field("sys_id", isGreaterThan: other)).ordered(by: "sys_id").text
                == "active=true^cat_itemIN\(Samples.sysID),glean_user_role^sys_id>glean_user_role^ORDERBYsys_id")
    }

    @Test(
        "can't be changed by a value: none that means something in a query is the id of a record",
        arguments: [
            "c1^active=false", "c1^ORsys_id!=0", "c1^NQactive=true", "c1^^x", "c1,c2", "c1=c2", "c1>c2",
            "javascript:gs.getUserID()", "c1@c2", "c1\nc2", "c1 c2", "c1%5E", "c1&sysparm_limit=1", "", "*", "ü",
        ])
    func injection(text: String) {
        #expect(SysID(text) == nil)
    }

    @Test("goes over the wire as one parameter, each byte that could mean something encoded")
    func encoding() {
        #expect(PercentEncoding.formValue("a=b^c>d&e f,g%ü~.-_0") == "a%3Db%5Ec%3Ed%26e%20f%2Cg%25%C3%BC~.-_0")
    }
}
