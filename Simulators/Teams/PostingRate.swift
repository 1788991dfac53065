import DequeModule
import Foundation

/// The windows in which Teams counts what a webhook is sent: 4 in 1 s, 60 in 30 s, 100 in an hour, and so on.
struct PostingRate: Sendable {
    struct Window: Sendable, Equatable {
        let limit: Int
        let seconds: Double
    }

    /// "More than four requests in a second" is what Workflows are throttled for.
    static let workflows = [Window(limit: 4, seconds: 1)]

    /// The windows of the connectors that came before, which some tenants still see.
    static let connectors =
        workflows + [
            Window(limit: 60, seconds: 30), Window(limit: 100, seconds: 3600), Window(limit: 150, seconds: 7200),
            Window(limit: 1800, seconds: 86_400),
        ]

    var windows: [Window]
    private var admitted: [String: Deque<Date>] = [:]

    init(windows: [Window] = PostingRate.workflows) { self.windows = windows }

    /// Counts a request to one webhook. One that is refused isn't counted.
    ///
    /// - Returns: nil if it may pass, else the seconds until the next one may.
    mutating func admit(_ webhook: String, at now: Date) -> Double? {
        var times = admitted[webhook] ?? []
        let longest = windows.map(\.seconds).max() ?? 0
        while let first = times.first, now.timeIntervalSince(first) >= longest { times.removeFirst() }
        defer { admitted[webhook] = times }
        var wait = 0.0
        for window in windows where window.limit > 0 {
            let inside = times.filter { now.timeIntervalSince($0) < window.seconds }
            guard inside.count >= window.limit else { continue }
            let oldest = inside[inside.count - window.limit]
            wait = max(wait, window.seconds - now.timeIntervalSince(oldest))
        }
        guard wait <= 0 else { return wait }
        times.append(now)
        return nil
    }
}
