import BenchmarkSupport
import Foundation

/// The figures beside their goals, as they are printed: a row as soon as it is measured.
enum QuotaTables {
    static let introduction = """
        Graph allows \(QuotaBenchmark.limit.amount) writes in \(QuotaBenchmark.limit.window) s: the bucket, and what runs off.
        Each of \(QuotaBenchmark.requests) requests adds another person to another group, so that each takes
        one write. Verification and its reads are as by default. 429: part of the
        writes that were asked for. \(ProcessInfo.processInfo.activeProcessorCount) processors.
        """

    static let wholeHead = """

        The whole backlog; goal: 97 % used, at most 1 % answered 429
        executors   used   429  seconds |  took
        """

    static func row(_ count: Int, _ figures: QuotaFigures) -> String {
        let cells = [
            cell("\(count)", 9), percent(figures.share, 7), percent(figures.refused, 6),
            cell(String(format: "%.1f", figures.seconds), 9),
        ].joined()
        return "\(cells) | \(seconds(figures.took))  \(verdict(figures.meetsGoals))"
    }

    static let peerHead = """

        Beside them, each for \(QuotaBenchmark.peerSeconds) s: workers without a shared budget
        (3 retries after Retry-After, else after 3 s and doubled each time)
                    Retry-After as it is    | in whole seconds
          workers   used   429  given up    |  used   429  given up
        """

    static func row(_ count: Int, _ asTold: PeerFigures, _ wholeSeconds: PeerFigures) -> String {
        func cells(_ peer: PeerFigures) -> String {
            percent(peer.figures.share, 7) + percent(peer.figures.refused, 6) + cell("\(peer.outcome.givenUp)", 10)
        }
        return "\(cell("\(count)", 9))\(cells(asTold))    |\(cells(wholeSeconds))"
    }

    static let halvedHead = """

        The limit halved in mid-run: used of the new one in each window from then on
        goal: a window's length with 97 % within 3 windows, and 97 % after those
        executors   1st   2nd   3rd   4th   5th |   back  after   429 |  took
        """

    static func row(_ count: Int, _ figures: HalvedFigures) -> String {
        let shares = figures.shares.map { percent($0, 6, places: 0) }.joined()
        let back = figures.back.map { String(format: "%.2f", $0) } ?? "never"
        let rest = [cell(back, 6), percent(figures.after, 7), percent(figures.refused, 6)].joined()
        return "\(cell("\(count)", 9))\(shares) | \(rest) | \(seconds(figures.took))  \(verdict(figures.meetsGoals))"
    }

    private static func verdict(_ isMet: Bool) -> String { isMet ? "ok" : "MISSED" }

    private static func seconds(_ duration: Duration) -> String {
        cell(String(format: "%.0f s", duration / .seconds(1)), 5)
    }

    private static func percent(_ part: Double, _ width: Int, places: Int = 1) -> String {
        cell(String(format: "%.\(places)f", part * 100), width)
    }

    private static func cell(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
