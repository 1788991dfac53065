import Testing

@testable import AMQP

@Suite("Which publishes are confirmed")
struct ConfirmTrackerTests {
    typealias Tracker = ConfirmTracker<Int>

    /// Tracks tokens equal to their numbers, and collects outcomes.
    private static func tracker(_ count: Int) -> Tracker {
        var tracker = Tracker()
        for number in 0..<count { tracker.track(number + 1) }
        return tracker
    }

    private static func answer(
        _ tracker: inout Tracker, _ sequence: UInt64, multiple: Bool = false, accepted: Bool = true
    ) -> (known: Bool, settled: [Int: Tracker.Outcome]) {
        var settled: [Int: Tracker.Outcome] = [:]
        let known = tracker.answered(sequence, multiple: multiple, accepted: accepted) { settled[$0] = $1 }
        return (known, settled)
    }

    @Test("A single confirm answers one publish, in any order")
    func single() {
        var tracker = Self.tracker(3)
        #expect(Self.answer(&tracker, 2).settled == [2: .confirmed])
        #expect(Self.answer(&tracker, 3).settled == [3: .confirmed])
        #expect(Self.answer(&tracker, 1).settled == [1: .confirmed])
        #expect(tracker.count == 0)
        #expect(tracker.nextSequence == 4)
    }

    @Test("A confirm up to a number answers what is still open below it, and nothing twice")
    func multiple() {
        var tracker = Self.tracker(5)
        #expect(Self.answer(&tracker, 2).settled == [2: .confirmed])
        #expect(
            Self.answer(&tracker, 4, multiple: true).settled == [1: .confirmed, 3: .confirmed, 4: .confirmed])
        #expect(Self.answer(&tracker, 4, multiple: true).settled == [:])
        #expect(Self.answer(&tracker, 0, multiple: true).settled == [5: .confirmed])
    }

    @Test("A returned message is unroutable although the broker confirms it")
    func returned() {
        var tracker = Self.tracker(3)
        let isOpen = tracker.returned(sequence: 2, replyCode: 312, text: "NO_ROUTE")
        #expect(isOpen)
        let expected: [Int: Tracker.Outcome] = [
            1: .confirmed, 2: .unroutable(replyCode: 312, text: "NO_ROUTE"), 3: .confirmed,
        ]
        #expect(Self.answer(&tracker, 3, multiple: true).settled == expected)
    }

    @Test("A nack is a rejection, also of a returned message")
    func rejected() {
        var tracker = Self.tracker(2)
        #expect(Self.answer(&tracker, 2, multiple: true, accepted: false).settled == [1: .rejected, 2: .rejected])
    }

    @Test("Numbers that were never sent are not taken", arguments: [UInt64(4), 1_000])
    func unknown(sequence: UInt64) {
        var tracker = Self.tracker(3)
        #expect(!Self.answer(&tracker, sequence).known)
        #expect(!Self.answer(&tracker, sequence, multiple: true).known)
        #expect(!Self.answer(&tracker, 0).known)
        let isOpen = tracker.returned(sequence: sequence, replyCode: 312, text: "")
        #expect(!isOpen)
        #expect(tracker.count == 3)
    }

    @Test("A lost channel leaves the open ones unknown, but a returned one is known not to have arrived")
    func abandoned() {
        var tracker = Self.tracker(4)
        _ = Self.answer(&tracker, 1)
        _ = tracker.returned(sequence: 3, replyCode: 312, text: "NO_ROUTE")
        var unknown: [Int] = []
        var unroutable: [Int] = []
        tracker.abandon {
            unknown.append($0)
        } unroutable: { token, _, _ in
            unroutable.append(token)
        }
        #expect(unknown == [2, 4])
        #expect(unroutable == [3])
        #expect(tracker.nextSequence == 1)
        #expect(tracker.count == 0)
    }

    @Test("Whatever the broker's order, each publish is answered exactly once", arguments: 0..<50)
    func randomOrders(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var tracker = Tracker()
        var open: Set<Int> = []
        var answered: [Int: Int] = [:]
        var sent = 0
        while sent < 300 || !open.isEmpty {
            if sent < 300, Bool.random(using: &random) || open.isEmpty {
                sent += 1
                #expect(tracker.nextSequence == UInt64(sent))
                tracker.track(sent)
                open.insert(sent)
            } else if let pick = open.randomElement(using: &random) {
                let multiple = Bool.random(using: &random)
                let expected: Set<Int> = multiple ? open.filter { $0 <= pick } : [pick]
                var settled: Set<Int> = []
                _ = tracker.answered(UInt64(pick), multiple: multiple, accepted: true) { token, _ in
                    settled.insert(token)
                    answered[token, default: 0] += 1
                }
                #expect(settled == expected)
                open.subtract(expected)
            }
            #expect(tracker.count == open.count)
        }
        #expect(answered.count == 300)
        #expect(answered.values.allSatisfy { $0 == 1 })
    }
}

/// SplitMix64: the same seed, the same numbers.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
