import Domain
import Logging
import Teams

/// The channels that cards are posted to. One whose webhook is not known, or not accepted, keeps nobody from being told: its cards go to the
/// common one.
struct CardChannels: Sendable {
    /// Posts a message; returns when it is taken.
    typealias Post = @Sendable ([UInt8]) async throws -> Void

    let common: Post
    let own: [String: Post]
    let logger: Logger

    /// - Throws: ``Domain/Failure`` when the message was not taken, or may not have been.
    func post(_ message: [UInt8], to channel: String?) async throws {
        guard let channel else { return try await common(message) }
        guard let post = own[channel] else {
            logger.warning(
                "a channel has no webhook: its card goes to the common one", metadata: ["channel": "\(channel)"])
            return try await common(message)
        }
        do {
            try await post(message)
        } catch let failure as Failure where failure.reason == .teamsWebhookRefused {
            logger.warning(
                "a channel's webhook is not accepted: its card goes to the common one",
                metadata: ["channel": "\(channel)", "detail": "\(failure.detail)"])
            try await common(message)
        }
    }
}
