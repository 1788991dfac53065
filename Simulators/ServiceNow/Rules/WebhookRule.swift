import Foundation
import SimulatorKit

/// The customer's business rule that posts a notice when a requested item is approved, and how badly it does.
struct WebhookRule: Sendable, Hashable {
    /// Nil: the one that the simulator was started with.
    var url: URL?
    /// Base64 in the seed, as `generateMac` wants it. Nil: the one that the simulator was started with.
    var key: Data?
    /// The chance that a notice is never sent.
    var lose = 0.0
    /// The chance that it is sent twice.
    var duplicate = 0.0
    var delay: ClosedRange<Int> = 0...0
    /// `glide.http.outbound.max_timeout`, capped by the platform.
    var timeoutMilliseconds = Self.longestTimeout
    /// 30 s.
    static let longestTimeout = 30_000

    init() {}

    init(_ json: JSONValue) throws {
        var reader = try RuleReader(json, in: "\"rules.webhook\"")
        url = try reader.string("url").map { text in
            guard let url = URL(string: text), url.host() != nil else {
                throw MalformedInput("\"url\" in \"rules.webhook\" must be an absolute address.")
            }
            return url
        }
        key = try reader.string("key").map { text in
            guard let key = Data(base64Encoded: text), !key.isEmpty else {
                throw MalformedInput("\"key\" in \"rules.webhook\" must be Base64.")
            }
            return key
        }
        lose = try reader.fraction("lose")
        duplicate = try reader.fraction("duplicate")
        delay = try reader.milliseconds("delay_ms") ?? 0...0
        timeoutMilliseconds = min(
            try reader.integer("timeout_ms", default: Self.longestTimeout), Self.longestTimeout)
        try reader.finish()
    }
}
