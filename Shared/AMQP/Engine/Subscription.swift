/// A consumer as its user sees it: it outlives connections and channels.
final class Subscription: Sendable {
    let queue: String
    let prefetch: UInt16
    let tag: String
    let buffer = DeliveryBuffer()

    init(queue: String, prefetch: UInt16, tag: String) {
        self.queue = queue
        self.prefetch = prefetch
        self.tag = tag
    }
}
