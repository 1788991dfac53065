import Dispatch
import Domain
import Foundation

/// The address of a Workflows webhook. Whoever has it can post: its query holds the signature (`sig`) that is the credential.
///
/// It can't be printed, interpolated or dumped, and nothing here puts it into an error.
public struct WebhookAddress: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The address itself, for the one place that sends to it.
    let url: String

    /// Fails for a text that is no absolute `http` or `https` address.
    public init?(_ text: String) {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let parts = URLComponents(string: trimmed), ["http", "https"].contains(parts.scheme?.lowercased() ?? ""),
            let host = parts.host, !host.isEmpty, parts.user == nil
        else { return nil }
        self.url = trimmed
    }

    public var description: String { "<webhook address>" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }

    private static let maximumSize = 64 << 10

    /// Reads the address from its file: anew for each card, so that an exchanged one is taken up.
    ///
    /// - Throws: ``Domain/Failure`` with ``Domain/Reason/teamsWebhookRefused``, which names the file and says nothing of what is in it.
    static func read(_ path: String) async throws(Failure) -> WebhookAddress {
        // A file system may be slow or hang, which the cooperative threads must not.
        let data = await withCheckedContinuation { (continuation: CheckedContinuation<Data?, Never>) in
            DispatchQueue.global().async { continuation.resume(returning: load(path)) }
        }
        guard let data else {
            throw Failure(.teamsWebhookRefused, "the webhook's file can't be read, or is too long: \(path)")
        }
        guard let address = WebhookAddress(String(decoding: data, as: UTF8.self)) else {
            throw Failure(.teamsWebhookRefused, "the webhook's file doesn't hold an http or https address: \(path)")
        }
        return address
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
