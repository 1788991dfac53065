/// One step in the life of a schema. Applied once, never edited afterwards.
public struct PostgresMigration: Sendable, Hashable {
    /// Names the step for ever, such as `0001-requests`. Unique within its schema.
    public let id: String
    /// Any number of statements. They run in one transaction, with the schema first in the search path, and must not end that
    /// transaction.
    public let sql: String

    public init(id: String, sql: String) {
        self.id = id
        self.sql = sql
    }
}
