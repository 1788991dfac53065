import Foundation
import OrderedCollections
import SimulatorKit
import Testing

@testable import EntraSimulator

@Suite("Replicas")
struct ReplicaSetTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)
    private let change = DirectoryChange.memberAdded(group: Sample.id(Sample.plain), member: Sample.id(Sample.ana))

    private func directory() throws -> Directory {
        let seed = try Seed(Sample.seed())
        return Directory(users: seed.users, groups: seed.groups)
    }

    private func sees(_ replicas: inout ReplicaSet, _ replica: Int?, at time: Date) -> Bool {
        replicas.read(from: replica, at: time) { directory in
            directory.groups[Sample.id(Sample.plain)]?.members.contains(Sample.id(Sample.ana)) ?? false
        }
    }

    @Test("without lag the primary serves the reads")
    func noLag() throws {
        var replicas = ReplicaSet(try directory(), settings: .init(replicaCount: 3, lag: 0...0, seed: 1))
        #expect(replicas.chooseReplica() == nil)
        replicas.write(change, at: start)
        #expect(sees(&replicas, nil, at: start))
    }

    @Test("each learns of a write when its own lag has passed, and not before")
    func lag() throws {
        var replicas = ReplicaSet(try directory(), settings: .init(replicaCount: 4, lag: 100...1000, seed: 7))
        replicas.write(change, at: start)
        for replica in 0..<4 {
            #expect(!sees(&replicas, replica, at: start + 0.099))
        }
        let late = (0..<4).filter { !sees(&replicas, $0, at: start + 0.5) }
        #expect(!late.isEmpty && late.count < 4, "this seed has replicas on both sides of half a second")
        for replica in 0..<4 {
            #expect(sees(&replicas, replica, at: start + 1))
        }
        #expect(replicas.pendingCounts(at: start + 1) == [0, 0, 0, 0])
    }

    @Test("writes arrive in their order, however their lags fall")
    func order() throws {
        var replicas = ReplicaSet(try directory(), settings: .init(replicaCount: 2, lag: 0...1000, seed: 3))
        for step in 0..<50 {
            let isAddition = step.isMultiple(of: 2)
            let group = Sample.id(Sample.plain)
            let member = Sample.id(Sample.ana)
            replicas.write(
                isAddition
                    ? .memberAdded(group: group, member: member) : .memberRemoved(group: group, member: member),
                at: start + Double(step) * 0.01)
        }
        #expect(!sees(&replicas, 0, at: start + 10))
        #expect(!sees(&replicas, 1, at: start + 10))
    }

    @Test("requests land on all of them, and the same seed gives the same run")
    func choice() throws {
        let settings = ReplicaSet.Settings(replicaCount: 3, lag: 1...1, seed: 5)
        var first = ReplicaSet(try directory(), settings: settings)
        var second = ReplicaSet(try directory(), settings: settings)
        let choices = (0..<60).map { _ in first.chooseReplica() }
        #expect(choices == (0..<60).map { _ in second.chooseReplica() })
        #expect(Set(choices) == [0, 1, 2])
    }
}
