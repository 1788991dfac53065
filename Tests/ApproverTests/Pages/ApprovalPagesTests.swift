import Domain
import Foundation
import HTTPTypes
import TestSupport
import Testing

@testable import Approver

@Suite("The pages to decide on", .timeLimit(.minutes(3)))
struct ApprovalPagesTests {
    @Test("list what waits for somebody, and say who asks for what, for whom, why, and what else they have")
    func shown() async throws {
        let validated = try Samples.waiting(until: Samples.at + 86_400)
        try await PagesBench.with { bench in
            let run = try await bench.approvals.come(validated)
            let list = try await bench.browser(of: Samples.ben).open("/approvals")
            #expect(list.status == 200)
            for text in ["RITM0010001", "Ana Alvarez", "APP-GROUP-1", "/approvals/\(run)"] {
                #expect(list.text.contains(text), "\(text)")
            }
            let page = try await bench.browser(of: Samples.ben).open("/approvals/\(run)")
            #expect(page.status == 200)
            for text in [
                "<h1>Ana Alvarez</h1>", "ana@contoso.example · RITM0010001", "APP-GROUP-1", "rita@contoso.example",
                "High",
                "2026-11-24 08:10 UTC", "Owners", "Bo Berg", "is for everybody in Finance", "APP-MAIL-BASIC",
                "Your decision is needed",
            ] { #expect(page.text.contains(text), "\(text)") }
            #expect(page.headerFields[.cacheControl] == "no-store")
            #expect(page.headerFields[.contentSecurityPolicy]?.contains("default-src 'none'") == true)
            #expect(!page.text.contains("<script"))
            for user in [Samples.dan, Samples.eve] {
                #expect(try await bench.browser(of: user).open("/approvals").text.contains("Nothing waits for you"))
            }
        }
    }

    @Test("take a yes, with a comment, and a no only with a reason")
    func decide() async throws {
        let (yes, no) = (try Samples.waiting(), try Samples.waiting(ritm: try #require(RITMNumber("RITM0010002"))))
        try await PagesBench.with { bench in
            let run = try await bench.approvals.come(yes)
            let page = try await bench.decide("approve", by: Samples.ben, on: run, comment: "needed for\nthe <audit>")
            #expect(page.path == "/approvals/\(run)")
            #expect(page.text.contains("Approved") && page.text.contains("needed for the &lt;audit&gt;"))
            guard case .requestApproved(let approved)? = try await bench.approvals.facts().last else {
                Issue.record("it is approved")
                return
            }
            #expect(approved.approval.votes.first?.comment == "needed for the <audit>")
            #expect(approved.approval.votes.first?.place == .page)

            let other = try await bench.approvals.come(no)
            let missing = try await bench.decide("deny", by: Samples.ben, on: other, comment: "  ")
            #expect(missing.status == 422 && missing.text.contains("Say why you deny it"))
            #expect(try await bench.approvals.standing(no) == .waiting)
            let long = try await bench.decide(
                "approve", by: Samples.ben, on: other, comment: String(repeating: "é", count: 501))
            #expect(long.status == 422)
            let denied = try await bench.decide("deny", by: Samples.ben, on: other, comment: "not needed")
            #expect(denied.text.contains("Denied") && denied.text.contains("not needed"))
            #expect(try await bench.approvals.standing(no) == .rejected)
        }
    }

    @Test("tell whoever can't decide why, and put it on record")
    func refused() async throws {
        let validated = try Samples.waiting()
        try await PagesBench.with { bench in
            let run = try await bench.approvals.come(validated)
            func send(_ user: DirectoryUser, plan: String? = nil) async throws -> Browser.Page {
                let browser = try bench.browser(of: user)
                // The form's token is that of the session: somebody who isn't shown the form takes it from another page.
                let token = try await browser.open("/delegations").hidden("token") ?? ""
                return try await browser.submit(
                    "/approvals/\(run)",
                    ["token": token, "plan": plan ?? validated.plan.digest, "answer": "approve", "comment": ""])
            }
            // Not asked: the request isn't even shown.
            let hidden = try await bench.browser(of: Samples.dan).open("/approvals/\(run)")
            #expect(hidden.status == 403 && !hidden.text.contains("Ana Alvarez"))
            #expect(try await send(Samples.dan).status == 403)
            // The one who asked sees how it stands.
            let own = try await bench.browser(of: Samples.rita).open("/approvals/\(run)")
            #expect(own.status == 200 && own.text.contains("You can’t decide about this"))
            #expect(own.hidden("plan") == nil)
            #expect(try await send(Samples.rita).text.contains("Nobody decides about what they asked for"))
            #expect(try await send(Samples.ben, plan: String(repeating: "0", count: 64)).status == 409)
            bench.approvals.directory.change { $0.groups[Samples.owners] = [Samples.cleo] }
            let stale = try await bench.browser(of: Samples.ben).open("/approvals/\(run)")
            #expect(stale.text.contains("any more") && stale.hidden("plan") == nil)
            #expect(try await send(Samples.ben).status == 403)
            #expect(try await bench.decide("approve", by: Samples.cleo, on: run).status == 200)
            #expect(try await send(Samples.cleo).status == 409)
            let refusals = try await bench.approvals.facts().compactMap { fact -> Reason? in
                guard case .approvalRefused(let data) = fact else { return nil }
                return data.failure.reason
            }
            #expect(
                refusals == [
                    .approvalNotAsked, .approvalOwnRequest, .approvalPlanChanged, .approvalApproverStale,
                    .approvalDecidedAlready,
                ])
        }
    }

    @Test("say so when Entra doesn't answer: nothing is decided, nobody is refused")
    func down() async throws {
        let validated = try Samples.waiting()
        try await PagesBench.with { bench in
            let run = try await bench.approvals.come(validated)
            let browser = try bench.browser(of: Samples.ben)
            let shown = try await browser.open("/approvals/\(run)")
            bench.approvals.directory.change { $0.isDown = true }
            let page = try await browser.open("/approvals/\(run)")
            #expect(page.status == 200 && page.text.contains("can’t be looked up now"))
            #expect(try await bench.browser(of: Samples.dan).open("/approvals/\(run)").status == 503)
            let sent = try await browser.submit(
                "/approvals/\(run)",
                ["token": shown.hidden("token") ?? "", "plan": shown.hidden("plan") ?? "", "answer": "approve"])
            #expect(sent.status == 503 && sent.text.contains("Nothing was decided"))
            #expect(try await bench.approvals.types() == [.approvalRequested])
        }
    }

    @Test("say how a request ended: expired, its plan changed, withdrawn")
    func ended() async throws {
        let plans = [
            try Samples.waiting(expire: 1), try Samples.waiting(ritm: try #require(RITMNumber("RITM0010002"))),
            try Samples.waiting(ritm: try #require(RITMNumber("RITM0010003"))),
        ]
        try await PagesBench.with { bench in
            for plan in plans { try await bench.approvals.come(plan) }
            let next = try Samples.waiting(
                ritm: plans[1].plan.ticket.number, groups: [Samples.group, Samples.otherGroup])
            try await bench.approvals.come(next)
            let withdrawn = RequestWithdrawn(ticket: plans[2].plan.ticket, withdrawal: Samples.withdrawal)
            _ = try await bench.approvals.handle(.requestWithdrawn(withdrawn))
            bench.approvals.time.advance(by: 3_600)
            for (plan, headline) in zip(plans, ["Expired", "The plan has changed", "Withdrawn"]) {
                let page = try await bench.browser(of: Samples.ben).open("/approvals/\(plan.plan.run)")
                #expect(page.text.contains("<h2>\(headline)</h2>"), "\(headline)")
                #expect(page.hidden("plan") == nil)
            }
            let list = try await bench.browser(of: Samples.ben).open("/approvals")
            #expect(list.text.contains("One request waits"))
        }
    }

    @Test("change nothing by being looked at, and take no form but their own (CSRF)")
    func forms() async throws {
        let validated = try Samples.waiting()
        try await PagesBench.with { bench in
            let run = try await bench.approvals.come(validated)
            let browser = try bench.browser(of: Samples.ben)
            let digest = validated.plan.digest
            let page = try await browser.open("/approvals/\(run)?answer=approve&plan=\(digest)&token=x")
            let fields = ["token": page.hidden("token") ?? "", "plan": digest, "answer": "approve"]
            #expect(try await browser.submit("/approvals/\(run)", ["plan": digest, "answer": "approve"]).status >= 400)
            let foreign = ["Origin": "https://evil.example"] as [String: String?]
            #expect(try await browser.submit("/approvals/\(run)", fields, changes: foreign).status >= 400)
            let other = try bench.browser(of: Samples.cleo)
            #expect(try await other.submit("/approvals/\(run)", fields).status >= 400)
            #expect(
                try await browser.submit("/approvals/\(run)", fields.merging(["answer": "maybe"]) { $1 }).status == 422)
            let signedOut = try Browser(bench.server, base: PagesBench.base, person: "")
            #expect(try await signedOut.open("/approvals/\(run)", hops: 0).status == 303)
            #expect(try await signedOut.submit("/approvals/\(run)", fields).status == 401)
            #expect(try await bench.approvals.types() == [.approvalRequested])
            #expect(try await browser.submit("/approvals/\(run)", fields).text.contains("Approved"))
        }
    }

    @Test("escape what people and policies are called, and know no request by anything but its id")
    func escaped() async throws {
        var validated = try Samples.waiting()
        validated.findings = [RuleFinding(.eligible, #"<img src=x onerror=alert(1)>"#, #""><script>1</script>"#)]
        let request = validated
        try await PagesBench.with { bench in
            let run = try await bench.approvals.come(request)
            bench.approvals.directory.change { $0.names = ["<b>group</b>"] }
            let page = try await bench.browser(of: Samples.ben).open("/approvals/\(run)")
            #expect(page.text.contains("&lt;img") && page.text.contains("&lt;b&gt;group"))
            #expect(!page.text.contains("<img") && !page.text.contains("<script") && !page.text.contains("<b>"))
            for name in ["1", "%2e%2e", "0f0c7d4e-2b1a-4c58-9e37-6d8a1b2c3d4e"] {
                #expect(try await bench.browser(of: Samples.ben).open("/approvals/\(name)").status == 404)
            }
        }
    }
}

@Suite("The page on which people let others decide", .timeLimit(.minutes(2)))
struct DelegationPagesTests {
    private func fields(_ page: Browser.Page, _ account: String, _ from: String, _ until: String) -> [String: String] {
        [
            "token": page.hidden("token") ?? "", "id": page.hidden("id") ?? "", "account": account, "from": from,
            "until": until,
        ]
    }

    @Test("keeps one, once, from its first day to its last, and ends it when it is told so")
    func kept() async throws {
        let validated = try Samples.waiting()
        try await PagesBench.with { bench in
            let run = try await bench.approvals.come(validated)
            let browser = try bench.browser(of: Samples.ben)
            let page = try await browser.open("/delegations")
            let form = fields(page, " dan@contoso.example ", "2026-11-23", "2026-11-24")
            for _ in 1...2 { #expect(try await browser.submit("/delegations", form).path == "/delegations") }
            let kept = try await bench.approvals.delegations.open(from: Samples.ben.id, at: Samples.at)
            #expect(kept.map(\.to) == [Samples.dan.person])
            #expect(kept.first?.begins == Samples.at)
            #expect(kept.first?.ends == Timestamp.date(of: "2026-11-25T00:00:00Z"))
            #expect(try await browser.open("/delegations").text.contains("Dan (dan@contoso.example)"))
            let dan = try bench.browser(of: Samples.dan)
            #expect(try await dan.open("/delegations").text.contains("Ben (ben@contoso.example)"))
            #expect(try await dan.open("/approvals").text.contains("One request waits"))
            #expect(try await dan.open("/approvals/\(run)").text.contains("You decide for Ben"))
            // Nobody else ends it.
            let id = kept.first?.id.uuidString.lowercased() ?? ""
            let token = try await dan.open("/delegations").hidden("token") ?? ""
            _ = try await dan.submit("/delegations/\(id)/end", ["token": token])
            #expect(try await bench.approvals.delegations.open(from: Samples.ben.id, at: Samples.at).count == 1)
            _ = try await browser.submit("/delegations/\(id)/end", ["token": page.hidden("token") ?? ""])
            #expect(try await bench.approvals.delegations.open(from: Samples.ben.id, at: Samples.at).isEmpty)
        }
    }

    @Test("says what is wrong with one, and keeps nothing")
    func wrong() async throws {
        try await PagesBench.with { bench in
            let off = Samples.user(9, "Off", isEnabled: false)
            bench.approvals.directory.change { $0.users.append(off) }
            let browser = try bench.browser(of: Samples.ben)
            let page = try await browser.open("/delegations")
            for (account, from, until, problem) in [
                ("", "2026-11-23", "2026-11-24", DelegationForm.Problem.noPerson),
                ("dan@contoso.example", "tomorrow", "2026-11-24", .unreadableDate),
                ("dan@contoso.example", "2026-11-25", "2026-11-24", .endsBeforeItBegins),
                ("dan@contoso.example", "2026-11-01", "2026-11-22", .over),
                ("dan@contoso.example", "2026-11-23", "2027-11-24", .tooLong),
                ("nobody@contoso.example", "2026-11-23", "2026-11-24", .unknownPerson),
                ("off@contoso.example", "2026-11-23", "2026-11-24", .disabledPerson),
                ("ben@contoso.example", "2026-11-23", "2026-11-24", .ownself),
            ] {
                let answer = try await browser.submit("/delegations", fields(page, account, from, until))
                #expect(answer.status == 422 && answer.text.contains(problem.sentence), "\(problem)")
            }
            bench.approvals.directory.change { $0.isDown = true }
            let down = try await browser.submit(
                "/delegations", fields(page, "dan@contoso.example", "2026-11-23", "2026-11-24"))
            #expect(down.status == 503)
            #expect(try await bench.approvals.delegations.open(from: Samples.ben.id, at: Samples.at).isEmpty)
        }
    }
}
