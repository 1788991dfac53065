/// What the stories expect of the Approver's pages.
extension Expectation {
    /// Who asked for something can't decide about it.
    static func ownRequest(_ page: ApprovalVisitor.Page, of person: Directory.Entry) -> Expectation {
        Expectation(
            "page", "\(person.displayName) can't decide about their own request",
            seen: "for \(person.displayName), who asked for it, the page says: \(page.state)",
            isMet: page.hidden("plan") == nil && page.state.contains("can’t decide"))
    }

    static func decided(_ page: ApprovalVisitor.Page, by person: Directory.Entry) -> Expectation {
        Expectation(
            "page", "it says that the request is approved",
            seen: "for \(person.displayName) it says: \(page.state)",
            isMet: page.status == 200 && page.state == "Approved")
    }
}
