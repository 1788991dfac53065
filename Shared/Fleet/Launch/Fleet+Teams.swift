import Foundation
import HTTP
public import Teams

extension Fleet {
    /// The variable that names the channels besides the common one, with their files.
    private static let channelFiles = "LANDFALL_TEAMS_CHANNEL_FILES"
    private static let commonFile = "LANDFALL_TEAMS_WEBHOOK_URL_FILE"

    /// The client for the common channel in Microsoft Teams; nil where none is configured.
    ///
    /// - Throws: ``ConfigurationError``, which says nothing of the webhook's address: it is a secret.
    public func teams() throws(ConfigurationError) -> TeamsClient? {
        guard settings.string(Self.commonFile) != nil else {
            guard settings.string(Self.channelFiles) == nil else {
                throw ConfigurationError(Self.commonFile, "is not set, but \(Self.channelFiles) is")
            }
            return nil
        }
        return try client(of: try settings.file(Self.commonFile), named: Self.commonFile)
    }

    /// The clients for the channels that cards for owners are posted to, by the names that the policy has for them.
    ///
    /// - Throws: ``ConfigurationError``, as ``teams()``.
    public func teamsChannels() throws(ConfigurationError) -> [String: TeamsClient] {
        guard let text = settings.string(Self.channelFiles) else { return [:] }
        var clients: [String: TeamsClient] = [:]
        for (channel, file) in try ChannelFiles.parse(text, Self.channelFiles) {
            clients[channel] = try client(of: file, named: Self.channelFiles)
        }
        return clients
    }

    private func client(of file: String, named variable: String) throws(ConfigurationError) -> TeamsClient {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ConfigurationError(variable, "names a file that can't be read: \(file)")
        }
        guard WebhookAddress(String(decoding: data, as: UTF8.self)) != nil else {
            throw ConfigurationError(variable, "must name a file that holds an http or https address: \(file)")
        }
        let timeout = try settings.duration("LANDFALL_TEAMS_TIMEOUT", default: .seconds(20))
        let http = try httpClient { $0.idleTimeout = timeout }
        return TeamsClient(webhookFile: file, timeout: timeout, http: http)
    }
}
