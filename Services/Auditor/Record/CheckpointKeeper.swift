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
/// The file is written first: a checkpoint that is in the database alone could be taken out of it with the entries that it covers.
struct CheckpointKeeper: Service {
    let reader: AuditReader
    let database: PostgresClient
    let key: CheckpointSigningKey
    let file: CheckpointFile
    let interval: Duration
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async {
        let last = Mutex<ChainPosition?>(nil)
        await repeatUntilShutdown(
            every: interval, logger: logger, trouble: "no checkpoint of the audit trail could be kept; it is tried again"
        ) {
            let position = try await keep(after: last.withLock(\.self))
            last.withLock { $0 = position }
            return false
        }
    }

    /// - Returns: what was signed last.
    func keep(after last: ChainPosition?) async throws -> ChainPosition? {
        guard let head = try await reader.head(), head.number > 0, head != last else { return last }
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
