/// The values bound to a statement, encoded one after the other in a single buffer.
///
/// One buffer, so that handing their addresses to libpq means pinning one array.
struct ParameterList: Sendable {
    struct Slot: Sendable {
        var type: PostgresType
        var format: PostgresFormat
        /// Where the value starts in the buffer; nil for NULL.
        var offset: Int?
        var length: Int
    }

    private(set) var bytes: [UInt8] = []
    private(set) var slots: [Slot] = []
    /// Why the first value that can't be sent can't be sent.
    private(set) var refusal: String?

    var count: Int { slots.count }
    var types: [UInt32] { slots.map(\.type.rawValue) }

    mutating func reserveCapacity(_ count: Int) {
        slots.reserveCapacity(count)
        // Most values are numbers, names and ids.
        bytes.reserveCapacity(count * 24)
    }

    mutating func append<Value: PostgresEncodable>(_ value: Value) {
        let start = bytes.count
        var writer = PostgresParameterWriter(appendingTo: bytes)
        bytes = []
        value.encode(into: &writer)
        let outcome = writer.outcome
        bytes = writer.bytes
        var slot = Slot(
            type: Value.postgresType, format: Value.postgresFormat, offset: start, length: bytes.count - start)
        switch outcome {
        case .value:
            // libpq reads a text parameter up to its NUL.
            bytes.append(0)
        case .null:
            slot.offset = nil
            slot.length = 0
        case .refused(let reason):
            refusal = refusal ?? reason
        }
        slots.append(slot)
    }

    mutating func append(contentsOf other: ParameterList) {
        let shift = bytes.count
        bytes += other.bytes
        slots += other.slots.map { slot in
            var moved = slot
            moved.offset = slot.offset.map { $0 + shift }
            return moved
        }
        refusal = refusal ?? other.refusal
    }
}
