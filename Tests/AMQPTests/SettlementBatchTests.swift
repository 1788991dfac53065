import Testing

@testable import AMQP

@Suite("Settlements become few methods")
struct SettlementBatchTests {
    @Test("A run from the oldest delivery on is one acknowledgement")
    func coalesced() {
        var batch = SettlementBatch()
        for tag in 1...5 { batch.delivered(UInt64(tag)) }
        for tag in [3, 1, 2] { batch.add(UInt64(tag), .acknowledged) }
        #expect(batch.flush() == [.acknowledge(tag: 3, upTo: true)])
        #expect(batch.isEmpty)
        #expect(batch.flush() == [])
    }

    @Test("What lies behind an open delivery is acknowledged alone")
    func behindOpen() {
        var batch = SettlementBatch()
        for tag in 1...4 { batch.delivered(UInt64(tag)) }
        batch.add(1, .acknowledged)
        batch.add(3, .acknowledged)
        #expect(batch.flush() == [.acknowledge(tag: 3, upTo: false), .acknowledge(tag: 1, upTo: true)])
        batch.add(4, .acknowledged)
        batch.add(2, .requeued)
        #expect(batch.flush() == [.reject(tag: 2, requeue: true), .acknowledge(tag: 4, upTo: true)])
    }

    @Test("A tag that was settled or never delivered is not sent: the broker would close the channel")
    func unknownTag() {
        var batch = SettlementBatch()
        batch.delivered(1)
        batch.add(1, .acknowledged)
        batch.add(1, .acknowledged)
        batch.add(7, .rejected)
        #expect(batch.flush() == [.acknowledge(tag: 1, upTo: true)])
    }

    @Test("The broker settles each delivery as it was meant, and exactly once", arguments: 0..<50)
    func againstModel(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var batch = SettlementBatch()
        var open: Set<UInt64> = []
        var meant: [UInt64: SettlementOutcome] = [:]
        // What the broker does, in the order of its channel.
        var atBroker: Set<UInt64> = []
        var settled: [UInt64: SettlementOutcome] = [:]
        func broker(_ method: BrokerMethod) {
            switch method {
            case .acknowledge(let tag, let upTo):
                #expect(atBroker.contains(tag), "an unknown tag closes the channel")
                for each in upTo ? atBroker.filter({ $0 <= tag }) : [tag] {
                    atBroker.remove(each)
                    settled[each] = .acknowledged
                }
            case .reject(let tag, let requeue):
                let wasOpen = atBroker.remove(tag) != nil
                #expect(wasOpen)
                settled[tag] = requeue ? .requeued : .rejected
            default: Issue.record("unexpected method")
            }
        }
        for tag in 1...UInt64(400) {
            batch.delivered(tag)
            open.insert(tag)
            atBroker.insert(tag)
            while open.count > 20 || (tag == 400 && !open.isEmpty), let pick = open.randomElement(using: &random) {
                let outcome: SettlementOutcome =
                    [.acknowledged, .acknowledged, .acknowledged, .requeued, .rejected].randomElement(using: &random)!
                open.remove(pick)
                meant[pick] = outcome
                batch.add(pick, outcome)
                if Bool.random(using: &random) { batch.flush().forEach(broker) }
            }
        }
        batch.flush().forEach(broker)
        #expect(settled == meant)
        #expect(atBroker.isEmpty)
    }
}
