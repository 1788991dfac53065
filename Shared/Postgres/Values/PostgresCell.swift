/// One value of a result: its type, and its bytes in PostgreSQL's binary representation.
///
/// Keeps the result that it belongs to alive.
public struct PostgresCell {
    public let type: PostgresType
    private let owner: AnyObject?
    private let base: UnsafeRawPointer?
    private let count: Int

    /// - Parameter owner: what keeps `base` valid; must hold it unchanged for as long as it lives.
    init(type: PostgresType, owner: AnyObject?, base: UnsafeRawPointer?, count: Int) {
        self.type = type
        self.owner = owner
        self.base = base
        self.count = count
    }

    public var isNull: Bool { base == nil }

    /// Hands the value's bytes to `body`; they must not be kept beyond it.
    ///
    /// - Throws: a failure if the value is NULL, else what `body` throws.
    public func withBytes<R>(
        _ body: (UnsafeRawBufferPointer) throws(PostgresDecodingFailure) -> R
    ) throws(PostgresDecodingFailure) -> R {
        guard let base else { throw .unexpectedNull }
        let result: Result<R, PostgresDecodingFailure> = withExtendedLifetime(owner) {
            do throws(PostgresDecodingFailure) {
                return .success(try body(UnsafeRawBufferPointer(start: base, count: count)))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// A part of this value as a value of its own, as in an array.
    func part(_ type: PostgresType, offset: Int, count: Int) -> PostgresCell {
        PostgresCell(type: type, owner: owner, base: base.map { $0 + offset }, count: count)
    }

    func null(_ type: PostgresType) -> PostgresCell { PostgresCell(type: type, owner: nil, base: nil, count: 0) }
}

extension PostgresCell {
    /// A big-endian integer that fills the whole value.
    func integer<I: FixedWidthInteger>(_: I.Type = I.self) throws(PostgresDecodingFailure) -> I {
        try withBytes { bytes throws(PostgresDecodingFailure) in
            guard bytes.count == MemoryLayout<I>.size else { throw .malformed(type) }
            return I(bigEndian: bytes.loadUnaligned(as: I.self))
        }
    }
}
