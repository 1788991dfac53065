/// The binary representation of a one-dimensional array.
///
/// Dimensions, flags and element type; for each dimension its length and lower bound; then each element's length and bytes,
/// a length of -1 being NULL. All of it 32-bit big-endian. Source: `array_send` in `src/backend/utils/adt/arrayfuncs.c`.
enum ArrayFormat {
    static func encode<Element: PostgresArrayElement>(
        _ elements: [Element], into parameter: inout PostgresParameterWriter
    ) {
        // Text has to be named here: an element's type can't be left to the server.
        let type = Element.postgresType == .inferred ? PostgresType.text : Element.postgresType
        parameter.write(bigEndian: Int32(elements.isEmpty ? 0 : 1))
        parameter.write(bigEndian: Int32(0))
        parameter.write(bigEndian: type.rawValue)
        guard !elements.isEmpty else { return }
        guard let count = Int32(exactly: elements.count) else { return parameter.refuse("an array is too long") }
        parameter.write(bigEndian: count)
        parameter.write(bigEndian: Int32(1))
        for element in elements {
            let start = parameter.bytes.count
            parameter.write(bigEndian: Int32(0))
            element.encode(into: &parameter)
            guard let length = Int32(exactly: parameter.bytes.count - start - 4) else {
                return parameter.refuse("an array's element is too long")
            }
            withUnsafeBytes(of: length.bigEndian) { bytes in
                parameter.bytes.replaceSubrange(start..<start + 4, with: bytes)
            }
        }
    }

    static func decode<Element: PostgresArrayElement>(
        _ cell: PostgresCell
    ) throws(PostgresDecodingFailure) -> [Element] {
        try cell.withBytes { bytes throws(PostgresDecodingFailure) in
            var reader = Reader(bytes: bytes, type: cell.type)
            let dimensions = try reader.next()
            _ = try reader.next()
            let elementType = PostgresType(rawValue: UInt32(bitPattern: try reader.next()))
            guard
                Element.postgresArrayType == cell.type || elementType.rawValue >= PostgresType.firstUserDefined
                    || elementTypes(of: Element.self).contains(elementType)
            else { throw .wrongType }
            if dimensions == 0 { return [] }
            guard dimensions == 1 else { throw PostgresDecodingFailure("the array has \(dimensions) dimensions") }
            let count = try reader.next()
            _ = try reader.next()
            // Each element takes at least the four bytes of its length.
            guard count >= 0, Int(count) <= (bytes.count - reader.offset) / 4 else { throw .malformed(cell.type) }
            var elements: [Element] = []
            elements.reserveCapacity(Int(count))
            for _ in 0..<count {
                let length = try reader.next()
                guard length >= 0 else { throw PostgresDecodingFailure("an element of the array is NULL") }
                guard reader.offset + Int(length) <= bytes.count else { throw .malformed(cell.type) }
                elements.append(
                    try Element(from: cell.part(elementType, offset: reader.offset, count: Int(length))))
                reader.offset += Int(length)
            }
            return elements
        }
    }

    /// The element types that an array may have besides the one that it is sent with.
    private static func elementTypes<Element: PostgresArrayElement>(of _: Element.Type) -> Set<PostgresType> {
        switch Element.postgresType {
        case .inferred: [.text, .varchar, .bpchar, .name, .numeric]
        case .int2, .int4, .int8: [.int2, .int4, .int8, .oid]
        case .float8: [.float4, .float8]
        case let type: [type]
        }
    }

    private struct Reader {
        let bytes: UnsafeRawBufferPointer
        let type: PostgresType
        var offset = 0

        init(bytes: UnsafeRawBufferPointer, type: PostgresType) {
            self.bytes = bytes
            self.type = type
        }

        mutating func next() throws(PostgresDecodingFailure) -> Int32 {
            guard offset + 4 <= bytes.count else { throw .malformed(type) }
            defer { offset += 4 }
            return Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
        }
    }
}
