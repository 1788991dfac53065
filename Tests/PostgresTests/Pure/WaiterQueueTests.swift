import Testing

@testable import Postgres

@Suite("The queue of waiters")
struct WaiterQueueTests {
    @Test("keeps the order of arrival through thousands of arrivals and departures", arguments: [1, 7, 42])
    func order(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var queue = WaiterQueue()
        var model: [LeaseID] = []
        for number in 1...5000 {
            switch Int.random(in: 0..<5, using: &random) {
            case 0, 1, 2:
                queue.append(LeaseID(rawValue: UInt64(number)), deadline: .now)
                model.append(LeaseID(rawValue: UInt64(number)))
            case 3:
                #expect(queue.popFirst() == (model.isEmpty ? nil : model.removeFirst()))
            default:
                guard let victim = model.randomElement(using: &random) else { continue }
                model.removeAll { $0 == victim }
                #expect(queue.remove(victim) == true)
            }
            #expect(queue.count == model.count)
        }
        #expect(queue.removeAll() == model)
        #expect(queue.isEmpty && queue.firstDeadline == nil)
    }
}

/// The same numbers for the same seed (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
