import Dispatch
import Domain
import Foundation

/// A small file that holds a credential. Read anew each time, so that a rotated one is taken up.
enum CredentialFile {
    private static let maximumSize = 64 << 10

    /// - Throws: ``Failure`` with ``Reason/graphUnauthorized``, which names the file and says nothing of what is in it.
    static func read(_ path: String) async throws(Failure) -> String {
        // A file system may be slow or hang, which the cooperative threads must not.
        let data = await withCheckedContinuation { (continuation: CheckedContinuation<Data?, Never>) in
            DispatchQueue.global().async { continuation.resume(returning: load(path)) }
        }
        guard let data else { throw unusable(path, "can't be read, or is longer than \(maximumSize) bytes") }
        guard let text = String(data: data, encoding: .utf8) else { throw unusable(path, "is no text") }
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !trimmed.isEmpty else { throw unusable(path, "is empty") }
        return trimmed
    }

    static func unusable(_ path: String, _ problem: String) -> Failure {
        Failure(.graphUnauthorized, "the credential file \(path) \(problem)")
    }

    private static func load(_ path: String) -> Data? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: maximumSize + 1) ?? Data(), data.count <= maximumSize else {
            return nil
        }
        return data
    }
}
