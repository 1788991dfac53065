import Audit
import Domain
import Fleet
import Foundation
import Logging
import Postgres
import ServiceLifecycle
import Synchronization

/// Signs where the audit trail has come to, now and then, and writes that down outside of the database too.
///
/// The file is written first: a checkpoint that is in the database alone could be taken out of it with the entries that it covers. What no
/// longer fits the last checkpoint is not signed.
struct CheckpointKeeper: Service {
    let reader: AuditReader
    let database: PostgresClient
    let key: CheckpointSigningKey
    let file: CheckpointFile
    let interval: Duration
    let now: @Sendable () -> Date
    let logger: Logger

    /// What was signed isn't on record any more as it was signed.
    struct Contradicted: Error, Hashable, CustomStringConvertible {
        let number: Int64
        var description: String {
            "the audit trail's entry \(number) is not the one that was signed; run landfall audit verify"
        }
    }

    func run() async {
        let last = Mutex<ChainPosition?>(nil)
        await repeatUntilShutdown(
            every: interval, logger: logger, level: .critical,
            trouble: "no checkpoint of the audit trail could be kept; it is tried again"
        ) {
            let position = try await keep(after: last.withLock(\.self))
            last.withLock { $0 = position }
            return false
        }
    }

    /// - Parameter last: what was signed last; nil: whatever the file says.
    /// - Returns: what was signed last.
    /// - Throws: ``Contradicted``, and what reading and writing throw.
    func keep(after last: ChainPosition?) async throws -> ChainPosition? {
        let last = try last ?? file.last(signedBy: key.verifyingKey)?.position
        guard let head = try await reader.head(), head.number > 0 || last != nil, head != last else { return last }
        if let last, try await reader.position(last.number) != last { throw Contradicted(number: last.number) }
        let checkpoint = try key.sign(head, at: now())
        try file.append(checkpoint)
        try await database.query(
            """
            INSERT INTO audit.checkpoints (number, key, hash, at, signature)
            VALUES (\(head.number), \(checkpoint.key), \(head.hash), \(checkpoint.at), \(checkpoint.signature))
            ON CONFLICT (number, key) DO NOTHING
            """)
        return head
    }
}
