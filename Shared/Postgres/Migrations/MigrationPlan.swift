/// Compares the migrations that a program brings with those that the schema has. Pure.
struct MigrationPlan: Equatable {
    struct Step: Equatable {
        var id: String
        var checksum: String
    }

    /// The places of those still to be applied, in the order in which they are given.
    var pending: Range<Int>
    /// Applied by a newer program; this one does not know them.
    var unknown: [String]

    /// - Throws: ``PostgresError`` with code `migration` if what was applied contradicts what is given.
    init(given: [Step], applied: [Step]) throws(PostgresError) {
        let checksums = Dictionary(applied.map { ($0.id, $0.checksum) }, uniquingKeysWith: { first, _ in first })
        guard Set(given.map(\.id)).count == given.count else {
            throw PostgresError(.migration, "two migrations have the same id")
        }
        let firstMissing = given.firstIndex { checksums[$0.id] == nil } ?? given.count
        for (index, step) in given.enumerated() {
            guard let checksum = checksums[step.id] else { continue }
            guard index < firstMissing else {
                throw PostgresError(
                    .migration,
                    "migration \(step.id) was applied before \(given[firstMissing].id), which now precedes it")
            }
            guard checksum == step.checksum else {
                throw PostgresError(.migration, "migration \(step.id) was edited after it had been applied")
            }
        }
        pending = firstMissing..<given.count
        let known = Set(given.map(\.id))
        unknown = applied.map(\.id).filter { !known.contains($0) }
    }
}
