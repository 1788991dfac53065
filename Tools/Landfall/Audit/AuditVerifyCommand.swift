import ArgumentParser
import Audit
import Domain
import Foundation

struct AuditVerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Checks that the audit trail is what it was, from its first entry to its last.",
        discussion: """
            Each entry has the hash of the one before it, so a change shows from there on. That the end was cut off, or all of it was \
            written anew, shows by the checkpoints, which are signed and kept outside of the database. Exit 0: it is as it was \
            recorded. 1: it isn't. Any other: it could not be checked.
            """)

    @Option(help: "The file of checkpoints; else that of LANDFALL_AUDIT_CHECKPOINT_FILE.")
    var checkpoints: String?

    @Option(
        help: ArgumentHelp(
            "The PEM file of a public key; can be given more than once, where the key was replaced.",
            discussion: "Else that of LANDFALL_AUDIT_PUBLIC_KEY_FILE."))
    var key: [String] = []

    func run() async throws {
        let keys = try trustedKeys()
        let file = checkpoints ?? ProcessInfo.processInfo.environment["LANDFALL_AUDIT_CHECKPOINT_FILE"]
        guard file == nil || !keys.isEmpty else {
            throw ValidationError("checkpoints are checked by a key: --key, or LANDFALL_AUDIT_PUBLIC_KEY_FILE")
        }
        try await Connection.with { database in
            let reader = AuditReader(database: database)
            let contents = try file.map { try CheckpointFile(path: $0).contents() } ?? .init()
            var found = contents.checkpoints
            if !keys.isEmpty { found += try await reader.checkpoints() }
            let set = CheckpointSet(found, keys: keys)
            if let forged = set.forged.first {
                throw AuditBroken(found: .badSignature(checkpoint: forged.position.number), checked: 0)
            }
            var verifier = ChainVerifier(checkpoints: Array(set.signed))
            let meter = Meter()
            let broken = try await reader.verify(&verifier) { meter.show($0) }
            meter.clear()
            if let broken { throw AuditBroken(found: broken, checked: verifier.count) }
            tell(verifier, set, unreadable: contents.unreadable)
            guard keys.isEmpty || !set.signed.isEmpty else { throw AuditUnproved() }
        }
    }

    private func tell(_ verifier: ChainVerifier, _ set: CheckpointSet, unreadable: Int) {
        print("\(verifier.count) entries are as they were recorded.")
        if verifier.reduced > 0 {
            print("Out of the first \(verifier.reduced) personal data was taken: of these the digests fit.")
        }
        if !set.foreign.isEmpty {
            print("\(set.foreign.count) checkpoints are signed by other keys, and prove nothing here.")
        }
        if unreadable > 0 {
            print("\(unreadable) lines of the file of checkpoints can't be read: a crash cuts one off, no more.")
        }
        if let last = set.last {
            print(
                "\(set.signed.count) signed checkpoints fit. The last covers the first \(last.position.number),\n"
                    + "and was signed at \(Timestamp.text(of: last.at)).")
        } else {
            print("No checkpoint was checked: it would not show if the end was cut off,\nor all of it written anew.")
        }
    }

    private func trustedKeys() throws -> [CheckpointVerifyingKey] {
        let named = ProcessInfo.processInfo.environment["LANDFALL_AUDIT_PUBLIC_KEY_FILE"].map { [$0] } ?? []
        return try (key.isEmpty ? named : key).map { path in
            do {
                return try CheckpointVerifyingKey(pem: String(contentsOfFile: path, encoding: .utf8))
            } catch let error as CheckpointKeyError {
                throw ValidationError("\(path): \(error)")
            }
        }
    }
}
