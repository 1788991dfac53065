import Foundation
import Testing

@testable import TeamsSimulator

@Suite("The rate of postings")
struct PostingRateTests {
    private static let start = Date(timeIntervalSince1970: 1_790_000_000)

    @Test("is four in any second, counted for each webhook alone")
    func fourInASecond() {
        var rate = PostingRate()
        for step in 0..<4 { #expect(rate.admit("a", at: Self.start + 0.1 * Double(step)) == nil) }
        let wait = rate.admit("a", at: Self.start + 0.5)
        #expect(abs((wait ?? 0) - 0.5) < 0.001)
        #expect(rate.admit("b", at: Self.start + 0.5) == nil)
        #expect(rate.admit("a", at: Self.start + 1.05) == nil)
        #expect(rate.admit("a", at: Self.start + 1.06) != nil)
    }

    @Test("is sixty in half a minute where the windows of connectors hold")
    func connectorWindows() {
        var rate = PostingRate(windows: PostingRate.connectors)
        for step in 0..<60 { #expect(rate.admit("a", at: Self.start + 0.3 * Double(step)) == nil) }
        let wait = rate.admit("a", at: Self.start + 20)
        #expect(abs((wait ?? 0) - 10) < 0.001)
        #expect(rate.admit("a", at: Self.start + 30.1) == nil)
    }

    @Test("is unlimited without windows")
    func withoutWindows() {
        var rate = PostingRate(windows: [])
        for _ in 0..<100 { #expect(rate.admit("a", at: Self.start) == nil) }
    }
}
