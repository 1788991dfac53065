extension PostgresStatement: ExpressibleByStringInterpolation {
    public init(stringLiteral sql: String) { self.init(unsafeSQL: sql) }

    public init(stringInterpolation interpolation: StringInterpolation) { self = interpolation.statement }

    public struct StringInterpolation: StringInterpolationProtocol, Sendable {
        var statement = PostgresStatement(unsafeSQL: "")

        public init(literalCapacity: Int, interpolationCount: Int) {
            statement.reserveCapacity(text: literalCapacity, parameters: interpolationCount)
        }

        public mutating func appendLiteral(_ literal: String) { statement.append(sql: literal) }

        /// Binds a value.
        public mutating func appendInterpolation(_ value: some PostgresEncodable) { statement.bind(value) }

        /// Binds a value, or NULL.
        public mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) { statement.bind(value) }

        /// Puts a name into the text, quoted, so that it can be nothing but a name.
        public mutating func appendInterpolation(identifier name: String) {
            statement.append(sql: SQLIdentifier.quoted(name))
        }

        /// Puts SQL into the text as it is. Never pass anything that comes from outside the program.
        public mutating func appendInterpolation(unsafeRaw sql: String) { statement.append(sql: sql) }

        /// Puts another statement into this one, such as a condition that is built separately; its values stay bound.
        public mutating func appendInterpolation(fragment: PostgresStatement) { statement.append(fragment) }
    }
}
