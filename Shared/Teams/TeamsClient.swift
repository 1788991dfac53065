public import Domain
public import HTTP
import HTTPTypes

/// Posts cards into a channel of Microsoft Teams, by a Workflows webhook (“When a Teams webhook request is received”).
///
/// It repeats nothing: whether a card may be posted again is its caller's decision.
public struct TeamsClient: Sendable {
    /// How long posting a card takes at most.
    public let timeout: Duration
    private let file: String
    private let http: HTTPClient

    /// - Parameter webhookFile: the file that holds the webhook's address, which is a secret. It is read anew for each card.
    public init(webhookFile: String, timeout: Duration = .seconds(20), http: HTTPClient) {
        self.timeout = timeout
        self.file = webhookFile
        self.http = http
    }

    /// Posts a card; returns when the flow has taken it.
    ///
    /// - Parameter message: what ``CardMessage/encode(_:note:)`` made.
    /// - Throws: ``Domain/Failure``. ``Domain/Reason/teamsReplyLost`` and ``Domain/Reason/serviceInterrupted`` leave open whether the card
    ///   was posted; after all others it was not.
    public func post(_ message: [UInt8]) async throws(Failure) {
        let address = try await WebhookAddress.read(file)
        let response: HTTPClientResponse
        do throws(HTTPClientError) {
            response = try await http.execute(
                HTTPClientRequest(
                    method: .post, url: address.url, headerFields: [.contentType: "application/json"], body: message,
                    timeout: timeout))
        } catch {
            throw Self.failure(of: error)
        }
        let answer = PostingAnswer(
            status: response.status.code, headerFields: response.headerFields, body: response.body)
        if let failure = answer.failure { throw failure }
    }

    /// A call without an answer. The client's errors name the host, and nothing else of the address.
    private static func failure(of error: HTTPClientError) -> Failure {
        let reason: Reason =
            switch error.code {
            case .cancelled, .clientStopped: .serviceInterrupted
            case _ where error.mayHaveBeenCarriedOut: .teamsReplyLost
            case .invalidRequest: .teamsWebhookRefused
            case .invalidConfiguration: .serviceDefect
            default: .teamsUndelivered
            }
        return Failure(reason, "\(error)")
    }
}
