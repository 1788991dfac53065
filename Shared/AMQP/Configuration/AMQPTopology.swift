/// Exchanges, queues and bindings that must exist. Declaring them is idempotent: what is there already stays.
public struct AMQPTopology: Sendable, Hashable {
    public var exchanges: [Exchange]
    public var queues: [Queue]
    public var bindings: [Binding]

    public init(exchanges: [Exchange] = [], queues: [Queue] = [], bindings: [Binding] = []) {
        self.exchanges = exchanges
        self.queues = queues
        self.bindings = bindings
    }
}

extension AMQPTopology {
    public struct Exchange: Sendable, Hashable {
        /// The type of an exchange. A struct, for the types that plugins bring.
        public struct Kind: Sendable, Hashable {
            public let name: String
            public init(name: String) { self.name = name }
            public static let direct = Kind(name: "direct")
            public static let fanout = Kind(name: "fanout")
            public static let topic = Kind(name: "topic")
            public static let headers = Kind(name: "headers")
        }

        public var name: String
        public var kind: Kind
        public var durable: Bool
        public var autoDelete: Bool
        /// Takes messages from other exchanges only.
        public var isInternal: Bool
        public var arguments: AMQPTable

        public init(
            name: String, kind: Kind, durable: Bool = true, autoDelete: Bool = false, isInternal: Bool = false,
            arguments: AMQPTable = [:]
        ) {
            self.name = name
            self.kind = kind
            self.durable = durable
            self.autoDelete = autoDelete
            self.isInternal = isInternal
            self.arguments = arguments
        }
    }

    public struct Queue: Sendable, Hashable {
        public var name: String
        public var durable: Bool
        /// Only this connection may use it, and it goes with the connection.
        public var exclusive: Bool
        public var autoDelete: Bool
        /// For example `["x-queue-type": "quorum"]`.
        public var arguments: AMQPTable

        public init(
            name: String, durable: Bool = true, exclusive: Bool = false, autoDelete: Bool = false,
            arguments: AMQPTable = [:]
        ) {
            self.name = name
            self.durable = durable
            self.exclusive = exclusive
            self.autoDelete = autoDelete
            self.arguments = arguments
        }
    }

    public struct Binding: Sendable, Hashable {
        public var queue: String
        public var exchange: String
        public var routingKey: String
        public var arguments: AMQPTable

        public init(queue: String, exchange: String, routingKey: String, arguments: AMQPTable = [:]) {
            self.queue = queue
            self.exchange = exchange
            self.routingKey = routingKey
            self.arguments = arguments
        }
    }
}

extension AMQPTopology {
    /// In the order in which the broker can take them.
    var methods: [BrokerMethod] {
        exchanges.map { .declareExchange($0) } + queues.map { .declareQueue($0) } + bindings.map { .bind($0) }
    }

    func validate(headerLimit: Int) throws(AMQPError) {
        for exchange in exchanges {
            try AMQPName.validate(exchange.name, of: "an exchange's name")
            try AMQPName.validate(exchange.kind.name, of: "an exchange's type")
            try Self.validate(exchange.arguments, headerLimit)
        }
        for queue in queues {
            try AMQPName.validate(queue.name, of: "a queue's name")
            guard !queue.name.isEmpty else {
                throw AMQPError(.invalidMessage, "a queue needs a name: one made by the broker is lost on reconnecting")
            }
            try Self.validate(queue.arguments, headerLimit)
        }
        for binding in bindings {
            try AMQPName.validate(binding.queue, of: "a queue's name")
            try AMQPName.validate(binding.exchange, of: "an exchange's name")
            try AMQPName.validate(binding.routingKey, of: "a routing key")
            try Self.validate(binding.arguments, headerLimit)
        }
    }

    private static func validate(_ arguments: AMQPTable, _ headerLimit: Int) throws(AMQPError) {
        guard try arguments.encodedByteCount() <= headerLimit else {
            throw AMQPError(.invalidMessage, "the arguments take more than \(headerLimit) bytes")
        }
    }
}
