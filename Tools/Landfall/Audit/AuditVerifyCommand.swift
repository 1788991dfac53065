import ArgumentParser
import Audit
import Foundation

struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Checks that the audit trail is what it was, from its first entry to its last.",
        discussion: """
            Each entry has the hash of the one before it, so a change shows from there on. That the end was cut off, or all of it was \
            written anew, shows by the checkpoints, which are signed and kept outside of the database. Exit 0: it is as it was \
            recorded. 1: it isn't.
            """)

    @Option(help: "The file of checkpoints; else that of LANDFALL_AUDIT_CHECKPOINT_FILE.")
    var checkpoints: String?

    @Option(help: "The PEM file of the public key; else that of LANDFALL_AUDIT_PUBLIC_KEY_FILE.")
    var key: String?

    func run() async throws {
        let signed = try checkpointsToMeet()
        try await Connection.with { database in
            var verifier = ChainVerifier(checkpoints: signed?.checkpoints ?? [])
            let meter = Meter()
            let found = try await AuditReader(database: database).verify(&verifier) { meter.show($0) }
            meter.clear()
            if let found { throw Broken(found: found, checked: verifier.count) }
            print("\(verifier.count) entries are as they were recorded.")
            if verifier.withoutBody > 0 {
                print("Of \(verifier.withoutBody) of them the content was taken out; their digests fit.")
            }
            if let signed {
                print("\(signed.checkpoints.count) signed checkpoints fit, the last of entry \(signed.last).")
            } else {
                print("Without checkpoints: it would not show if the end was cut off, or all of it written anew.")
            }
        }
    }

    private struct Signed {
        var checkpoints: [Checkpoint]
        var last: Int64 { checkpoints.map(\.position.number).max() ?? 0 }
    }

    /// Nil where none were named.
    private func checkpointsToMeet() throws -> Signed? {
        let environment = ProcessInfo.processInfo.environment
        guard let path = checkpoints ?? environment["LANDFALL_AUDIT_CHECKPOINT_FILE"] else { return nil }
        guard let keyPath = key ?? environment["LANDFALL_AUDIT_PUBLIC_KEY_FILE"] else {
            throw ValidationError("the checkpoints are checked by a key: --key, or LANDFALL_AUDIT_PUBLIC_KEY_FILE")
        }
        let key: CheckpointVerifyingKey
        do {
            key = try CheckpointVerifyingKey(pem: String(contentsOfFile: keyPath, encoding: .utf8))
        } catch let error as CheckpointKeyError {
            throw ValidationError("\(keyPath): \(error)")
        }
        let checkpoints = try CheckpointFile(path: path).checkpoints()
        guard !checkpoints.isEmpty else { throw ValidationError("\(path) holds no checkpoint") }
        if let bad = checkpoints.first(where: { !key.isSigned($0) }) {
            throw Broken(found: .badSignature(checkpoint: bad.position.number), checked: 0)
        }
        return Signed(checkpoints: checkpoints)
    }
}

/// The audit trail is not what it was.
private struct Broken: Error, CustomStringConvertible {
    var found: ChainBreak
    var checked: Int

    var description: String {
        checked == 0
            ? "BROKEN: \(found)"
            : "BROKEN: \(found)\nThe \(checked) entries before that are as they were recorded."
    }
}
