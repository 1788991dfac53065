/// One attempt to tell the outside of an approval.
struct WebhookDelivery: Sendable, Hashable {
    let notice: WebhookNotice
    let delay: Duration
    let rule: WebhookRule
}
