import Domain
public import Foundation
import Postgres

/// One entry of the audit trail as it is exported.
public struct ExportRow: Sendable {
    public var number: Int64
    public var recordedAt: Date
    /// In hexadecimal.
    public var hash: String
    public var id: String
    public var type: String
    public var ritm: String
    public var run: String?
    public var at: Date
    public var service: String
    public var instance: String
    public var trace: String
    /// The event as JSON.
    public var body: [UInt8]
    /// When personal data was taken out of the body; nil while it is as it was recorded.
    public var reducedAt: Date?
}

extension ExportRow {
    static let columns: PostgresStatement = """
        e.recorded_at, e.hash, e.id::text, e.type, e.ritm, e.run::text, e.at, e.service, e.instance, e.trace, e.body, e.reduced_at
        """

    /// - Throws: ``Postgres/PostgresError``
    init(row: PostgresRow) throws {
        self.init(
            number: try row.decode(at: 0), recordedAt: try row.decode(at: 1),
            hash: Hexadecimal.text(of: try row.decode(at: 2, as: [UInt8].self)), id: try row.decode(at: 3),
            type: try row.decode(at: 4), ritm: try row.decode(at: 5), run: try row.decode(at: 6),
            at: try row.decode(at: 7), service: try row.decode(at: 8), instance: try row.decode(at: 9),
            trace: try row.decode(at: 10), body: try row.decode(at: 11), reducedAt: try row.decode(at: 12))
    }
}
