/// What a subscriber has not read yet. Pure.
struct NotificationBuffer {
    /// More than these are not kept: they are replaced by the hint that some were missed.
    let capacity: Int
    private var events: [PostgresNotificationEvent] = []

    init(capacity: Int = 1024) { self.capacity = capacity }

    mutating func append(_ notification: PostgresNotification) {
        if events.count >= capacity { return mayHaveMissed() }
        events.append(.notification(notification))
    }

    /// Whoever reads this looks at the tables, so that what came before need not be read any more.
    mutating func mayHaveMissed() { events = [.mayHaveMissed] }

    mutating func popFirst() -> PostgresNotificationEvent? {
        events.isEmpty ? nil : events.removeFirst()
    }
}
