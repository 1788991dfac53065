extension AMQPTable {
    /// How many bytes the table takes on the wire, its length field included.
    ///
    /// librabbitmq finds out that a table does not fit into a frame only after it has sent the frame before it, which
    /// would break the connection; so the client measures first.
    func encodedByteCount() throws(AMQPError) -> Int { try encodedByteCount(depth: 1) }

    fileprivate func encodedByteCount(depth: Int) throws(AMQPError) -> Int {
        guard depth <= Self.maximumDepth else {
            throw AMQPError(.invalidMessage, "a table is nested deeper than \(Self.maximumDepth) levels")
        }
        var count = 4
        for (name, value) in self {
            guard name.utf8.count <= Self.maximumNameLength else {
                throw AMQPError(.invalidMessage, "a name in a table is longer than \(Self.maximumNameLength) bytes")
            }
            count += 1 + name.utf8.count + (try value.encodedByteCount(depth: depth))
        }
        return count
    }
}

extension AMQPValue {
    /// With the byte that says the type.
    fileprivate func encodedByteCount(depth: Int) throws(AMQPError) -> Int {
        switch self {
        case .void: return 1
        case .bool, .int8, .uint8: return 2
        case .int16, .uint16: return 3
        case .int32, .uint32, .float: return 5
        case .decimal: return 6
        case .int64, .double, .timestamp: return 9
        case .string(let string): return 5 + string.utf8.count
        case .bytes(let bytes): return 5 + bytes.count
        case .table(let table): return 1 + (try table.encodedByteCount(depth: depth + 1))
        case .array(let values):
            guard depth < AMQPTable.maximumDepth else {
                throw AMQPError(.invalidMessage, "an array is nested deeper than \(AMQPTable.maximumDepth) levels")
            }
            var count = 5
            for value in values { count += try value.encodedByteCount(depth: depth + 1) }
            return count
        }
    }
}
