import Domain
import Foundation
import HTTPTypes
import Postgres
import SignIn
import TestSupport
import Testing

@testable import Auditor

@Suite("The pages for operators", .timeLimit(.minutes(3)))
struct OperatorPagesTests {
    private func stuck(_ bench: OperatorBench, risk: Risk = .low) async throws -> Plan {
        let plan = try Samples.plan(groups: [Samples.group, Samples.otherGroup], risk: risk, onPartialFailure: .keep)
        try await bench.record(
            Samples.approved(plan), Samples.started(plan),
            .runStuck(Samples.ended(plan, states: [.verified, .refused])))
        return plan
    }

    private func landed(_ bench: OperatorBench, risk: Risk = .low) async throws -> Plan {
        let plan = try Samples.plan(risk: risk)
        try await bench.record(
            Samples.approved(plan), Samples.started(plan), .runLanded(Samples.ended(plan, states: [.verified])))
        return plan
    }

    @Test("say what a run is, how it stands and what became of it")
    func run() async throws {
        try await OperatorBench.with { bench in
            let plan = try await stuck(bench)
            let page = try await bench.browser().open("/runs/\(plan.run)")
            #expect(page.status == 200)
            for text in [
                "RITM0010001", "Ana Alvarez", "APP-GROUP-1", Samples.group.description, "Stuck", "Bo Berg",
                "directory team",
                "/runs/\(plan.run)/retry", "/runs/\(plan.run)/rollback", Samples.correlation.requestID ?? "-",
            ] { #expect(page.text.contains(text), "\(text)") }
            #expect(page.headerFields[.cacheControl] == "no-store")
        }
    }

    @Test(
        "know no run by anything but its id",
        arguments: ["1", "..", "%2e%2e", "' OR true --", "0f0c7d4e-2b1a-4c58-9e37-6d8a1b2c3d4e"])
    func unknown(name: String) async throws {
        try await OperatorBench.with { bench in
            _ = try await stuck(bench)
            let path = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-"])) ?? ""
            for suffix in ["", "/retry", "/rollback"] {
                #expect(try await bench.browser().open("/runs/\(path)\(suffix)").status == 404)
            }
        }
    }

    @Test("escape what people and tickets are called")
    func escaped() async throws {
        try await OperatorBench.with { bench in
            let name = #"<img src=x onerror=alert(1)>"#
            let plan = try Plan(
                ticket: Samples.ticket,
                beneficiary: Person(id: Samples.user, userPrincipalName: "a@b.example", displayName: name),
                operations: [
                    PlannedOperation(key: Samples.key(), entitlement: "e", groupName: #""><script>1</script>"#)
                ],
                risk: .low, onPartialFailure: .rollBack, policyVersion: "ab")
            try await bench.record(
                Samples.approved(plan), Samples.started(plan), .runStuck(Samples.ended(plan, states: [.refused])))
            for suffix in ["", "/retry", "/rollback"] {
                let page = try await bench.browser().open("/runs/\(plan.run)\(suffix)")
                #expect(page.status == 200)
                #expect(!page.text.contains("<img") && !page.text.contains("<script"))
                #expect(page.text.contains("&lt;img"))
            }
        }
    }

    @Test("change nothing by being looked at")
    func looking() async throws {
        try await OperatorBench.with { bench in
            let plan = try await stuck(bench)
            for suffix in ["", "/retry", "/rollback"] {
                _ = try await bench.browser().open("/runs/\(plan.run)\(suffix)?reason=x&token=y")
            }
            #expect(try await bench.orders.orders(of: plan.run).isEmpty)
        }
    }

    @Test("send whoever isn't signed in to Microsoft, and take no form from there")
    func signedOut() async throws {
        try await OperatorBench.with { bench in
            let plan = try await stuck(bench)
            let browser = try Browser(bench.server, base: OperatorBench.base, person: "")
            let page = try await browser.open("/runs/\(plan.run)", hops: 0)
            #expect(page.status == 303)
            #expect(page.headerFields[.location]?.contains("/oauth2/v2.0/authorize?") == true)
            #expect(try await browser.submit("/runs/\(plan.run)/retry", [:]).status == 401)
            #expect(try await bench.orders.orders(of: plan.run).isEmpty)
        }
    }

    @Test("keep a retry, once, with who asked and why")
    func retry() async throws {
        try await OperatorBench.with { bench in
            let plan = try await stuck(bench)
            let path = "/runs/\(plan.run)/retry"
            let page = try await bench.send(path, ["reason": "the group <takes> people again"])
            #expect(page.path == "/runs/\(plan.run)")
            #expect(page.text.contains("the group &lt;takes&gt; people again"))
            let again = try await bench.send(path, by: OperatorBench.ivy)
            #expect(again.path == "/runs/\(plan.run)")
            let order = try #require(try await bench.orders.orders(of: plan.run).first)
            #expect(order.kind == .retry && order.start == 2 && order.standing == .ordered)
            #expect(order.askedBy.id == OperatorBench.kim.id)
            #expect(order.askedBy.title.contains(OperatorBench.kim.id.description))
            #expect(order.reason == "the group <takes> people again")
            #expect(try await bench.orders.orders(of: plan.run).count == 1)
            // The opposite has to wait for what comes of it.
            #expect(try await bench.send("/runs/\(plan.run)/rollback", ["reason": "x"]).status == 409)
        }
    }

    @Test("refuse a retry of a run that has landed, or is being carried out, with the reason")
    func noRetry() async throws {
        try await OperatorBench.with { bench in
            let landed = try await landed(bench)
            let page = try await bench.send("/runs/\(landed.run)/retry")
            #expect(page.status == 409)
            #expect(page.text.contains("Every change of it is in place"))
            let open = try Samples.plan(groups: [Samples.otherGroup])
            try await bench.record(Samples.approved(open), Samples.started(open))
            let other = try await bench.send("/runs/\(open.run)/retry")
            #expect(other.status == 409)
            #expect(other.text.contains("being carried out"))
            for run in [landed.run, open.run] { #expect(try await bench.orders.orders(of: run).isEmpty) }
        }
    }

    @Test("show what the Executor has refused, and don't ask it again")
    func refused() async throws {
        try await OperatorBench.with { bench in
            let plan = try await stuck(bench)
            _ = try await bench.send("/runs/\(plan.run)/retry")
            try await bench.record(
                .retryRefused(
                    RetryRefused(ticket: plan.ticket, run: plan.run, retry: Samples.retry(2), refusal: .superseded)))
            let page = try await bench.browser().open("/runs/\(plan.run)")
            #expect(page.text.contains("A later request has changed"))
            #expect(try await bench.send("/runs/\(plan.run)/retry").status == 409)
            // A rollback is another matter.
            #expect(try await bench.send("/runs/\(plan.run)/rollback", ["reason": "x"]).path == "/runs/\(plan.run)")
        }
    }

    @Test("want a reason for a rollback, and give back what was written if it is too long")
    func reasons() async throws {
        try await OperatorBench.with { bench in
            let plan = try await landed(bench)
            let path = "/runs/\(plan.run)/rollback"
            let missing = try await bench.send(path, ["reason": "  "])
            #expect(missing.status == 422)
            #expect(missing.text.contains("Say why"))
            let long = String(repeating: "x", count: 501)
            let tooLong = try await bench.send(path, ["reason": long])
            #expect(tooLong.status == 422)
            #expect(tooLong.text.contains(long))
            #expect(try await bench.orders.orders(of: plan.run).isEmpty)
            #expect(try await bench.send(path, ["reason": "by mistake"]).status == 200)
            #expect(try await bench.orders.orders(of: plan.run).first?.standing == .ordered)
        }
    }

    @Test("ask a second person for a rollback of higher risk, who isn't the first")
    func secondPerson() async throws {
        try await OperatorBench.with { bench in
            let plan = try await landed(bench, risk: .high)
            let path = "/runs/\(plan.run)/rollback"
            let proposed = try await bench.send(path, ["reason": "granted by mistake"])
            #expect(proposed.text.contains("waits for a second person"))
            let own = try await bench.browser().open(path)
            #expect(own.text.contains("somebody else has to agree"))
            #expect(own.hidden("order") == nil)
            // Even if the first person makes up the form.
            let order = try #require(try await bench.orders.orders(of: plan.run).first)
            let browser = try bench.browser()
            let token = try #require(try await browser.open("/runs/\(plan.run)").hidden("token"))
            let forged = try await browser.submit(path, ["token": token, "order": order.id.uuidString])
            #expect(forged.status == 409)
            // Sent again without agreeing to anything: it waits as before.
            _ = try await bench.send(path, ["reason": "x"])
            guard case .proposed = try await bench.orders.orders(of: plan.run).first?.standing else {
                Issue.record("nobody has agreed")
                return
            }
            let page = try await bench.browser(of: OperatorBench.ivy).open(path)
            for text in ["Kim Novak", "granted by mistake", "Agree: roll this run back"] {
                #expect(page.text.contains(text))
            }
            let agreed = try await bench.send(path, by: OperatorBench.ivy)
            #expect(agreed.path == "/runs/\(plan.run)")
            let done = try #require(try await bench.orders.orders(of: plan.run).first)
            #expect(done.standing == .ordered)
            #expect(done.agreedBy?.id == OperatorBench.ivy.id)
        }
    }

    @Test("take an agreement to exactly what was shown")
    func agreement() async throws {
        try await OperatorBench.with(rule: .always) { bench in
            let plan = try await landed(bench)
            let path = "/runs/\(plan.run)/rollback"
            _ = try await bench.send(path, ["reason": "one"])
            let ivy = try bench.browser(of: OperatorBench.ivy)
            let page = try await ivy.open(path)
            let token = try #require(page.hidden("token"))
            let shown = try #require(page.hidden("order"))
            for other in ["", "x", UUID().uuidString] {
                #expect(try await ivy.submit(path, ["token": token, "order": other]).status == 409)
            }
            // The one that was shown lapses, and somebody proposes another.
            try await bench.database.query(
                "UPDATE audit.operator_orders SET expires_at = clock_timestamp() - interval '1 second'")
            _ = try await bench.send(path, ["reason": "two"])
            #expect(try await ivy.submit(path, ["token": token, "order": shown]).status == 409)
            #expect(try await bench.orders.orders(of: plan.run).filter { $0.standing == .ordered }.isEmpty)
        }
    }
}
