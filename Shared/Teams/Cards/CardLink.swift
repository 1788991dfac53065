/// A button that opens a page: the one kind of action that does something in a card that came by a webhook.
///
/// Source: Microsoft, “Create incoming webhooks with Workflows for Microsoft Teams”: `Action.Submit` does nothing there.
public struct CardLink: Hashable, Codable, Sendable {
    public let title: String
    /// Absolute, `http` or `https`.
    public let url: String

    /// Fails for an address that isn't absolute, or that isn't percent-encoded as it is to be sent.
    public init?(_ title: String, _ url: String) {
        let isVisibleASCII = url.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        let rest = ["https://", "http://"].first(where: url.hasPrefix).map { url.dropFirst($0.count) }
        guard isVisibleASCII, let host = rest?.prefix(while: { $0 != "/" && $0 != "?" && $0 != "#" }), !host.isEmpty
        else {
            return nil
        }
        self.title = title
        self.url = url
    }
}
