/// By what the ticket of a catalogue item is closed.
public enum Fulfilment: String, Codable, Sendable, CaseIterable {
    /// The item itself is closed.
    case item
    /// A flow made a catalogue task for the item, and waits for it: the task is closed, and the flow closes the item.
    case task
}
