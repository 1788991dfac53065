/// A field table: the headers of a message, or the arguments of a queue, exchange or binding.
public struct AMQPTable: Sendable, Hashable {
    /// How deep tables and arrays may be nested. AMQP sets no limit; a stack does.
    public static let maximumDepth = 64

    /// The longest name, in bytes of UTF-8 (AMQP 0-9-1, section 4.2.5.5).
    public static let maximumNameLength = 128

    private var storage: [String: AMQPValue]

    public init() { storage = [:] }

    /// The last value wins where a name occurs twice.
    public init(_ elements: some Sequence<(String, AMQPValue)>) {
        storage = Dictionary(elements) { $1 }
    }

    public subscript(name: String) -> AMQPValue? {
        get { storage[name] }
        set { storage[name] = newValue }
    }

    public var isEmpty: Bool { storage.isEmpty }
    public var count: Int { storage.count }
    public var names: some Collection<String> { storage.keys }
}

extension AMQPTable: Sequence {
    public func makeIterator() -> some IteratorProtocol<(key: String, value: AMQPValue)> { storage.makeIterator() }
}

extension AMQPTable: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, AMQPValue)...) { self.init(elements) }
}
