public import FoundationEssentials

extension Decimal: PostgresCodable {
    public static var postgresType: PostgresType { .numeric }
    /// The text of a number, which the server reads exactly.
    public static var postgresFormat: PostgresFormat { .text }

    public func encode(into parameter: inout PostgresParameterWriter) {
        guard isFinite else { return parameter.refuse("a number is not finite") }
        parameter.write(description.utf8)
    }

    public init(from cell: PostgresCell) throws(PostgresDecodingFailure) {
        guard cell.type == .numeric else { throw .wrongType }
        let text = try NumericFormat.decode(cell)
        // Foundation's Decimal has 38 significant digits; more would be rounded silently.
        let significant = text.drop { $0 == "-" || $0 == "0" || $0 == "." }.count { $0 != "." }
        guard significant <= 38, let value = Decimal(string: text) else {
            throw PostgresDecodingFailure("the number has more digits than Decimal can hold (read it as String)")
        }
        self = value
    }
}
