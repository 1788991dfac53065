import Foundation
import Testing

@testable import EntraSimulator

@Suite("A bucket")
struct LeakyBucketTests {
    private let start = Date(timeIntervalSince1970: 0)

    @Test("takes what fits, and says how long to wait for more")
    func limit() throws {
        var bucket = LeakyBucket(.init(limit: 10, window: 5))
        for _ in 1...10 { #expect(bucket.take(1, at: start).retryAfter == nil) }
        let refused = bucket.take(1, at: start)
        // The refused one counts too: two units have to drain at two a second.
        #expect(refused.retryAfter == 1)
        #expect(refused.usage == 1.1)
    }

    @Test("admits whoever waited as long as was said")
    func waiting() throws {
        var bucket = LeakyBucket(.init(limit: 3, window: 7))
        for _ in 1...3 { _ = bucket.take(1, at: start) }
        let wait = try #require(bucket.take(1, at: start).retryAfter)
        var early = bucket
        #expect(early.take(1, at: start + wait - 0.01).retryAfter != nil)
        #expect(bucket.take(1, at: start + wait).retryAfter == nil)
    }

    @Test("lets refused requests accrue, but not for ever")
    func accrual() {
        var bucket = LeakyBucket(.init(limit: 10, window: 10))
        for _ in 1...1000 { _ = bucket.take(1, at: start) }
        #expect(bucket.usage(at: start) == 1.8)
        #expect(bucket.usage(at: start + 18) == 0)
    }

    @Test("runs empty with time, and not below")
    func draining() {
        var bucket = LeakyBucket(.init(limit: 10, window: 10))
        _ = bucket.take(5, at: start)
        #expect(bucket.usage(at: start + 2) == 0.3)
        #expect(bucket.usage(at: start + 100) == 0)
        #expect(bucket.usage(at: start + 50) == 0, "time does not run backwards here")
    }

    @Test("keeps what is in it when its limit changes, and runs empty at the new rate")
    func changedLimit() {
        var bucket = LeakyBucket(.init(limit: 10, window: 10))
        _ = bucket.take(8, at: start)
        bucket.setLimit(.init(limit: 5, window: 10), at: start + 2)
        #expect(bucket.usage(at: start + 2) == 1.2, "two ran off at the old rate, and six are in a bucket for five")
        #expect(bucket.take(1, at: start + 2).retryAfter == 6)
        #expect(bucket.usage(at: start + 4) == 1.2)
    }

    @Test("admits a request that is larger than the bucket when it is empty")
    func oversized() {
        var bucket = LeakyBucket(.init(limit: 5, window: 10))
        #expect(bucket.take(7, at: start).retryAfter == nil)
        #expect(bucket.take(1, at: start).retryAfter != nil)
    }
}
