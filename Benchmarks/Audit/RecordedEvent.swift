import BenchmarkSupport
import Domain
import Foundation

/// Events of the executor that only the record takes: no ticket is told of them.
enum RecordedEvent {
    /// - Parameter number: another one for each number, within a run of the benchmark.
    static func make(_ number: Int, run: RunID, at now: Date) throws -> Event {
        guard let ritm = RITMNumber("RITM90\(BenchmarkPerson.padded(number % 100_000, 5))"),
            let user = UserID(BenchmarkPerson(number: number % 5_000).objectID),
            let group = GroupID("b9000000-0000-4000-8000-" + BenchmarkPerson.padded(number % 1_000, 12))
        else { throw BenchmarkFailure("event \(number) can't be made") }
        var random = SystemRandomNumberGenerator()
        let ids = CorrelationIDs(
            clientRequestID: UUID().uuidString.lowercased(), requestID: UUID().uuidString.lowercased())
        let fact = OperationApplied(
            run: run, key: OperationKey(ritm: ritm, user: user, group: group, action: .add), attempt: number + 1,
            evidence: .accepted, correlation: ids)
        return Event(
            .operationApplied(fact), at: now, by: Origin(service: "executor", instance: "benchmark"),
            trace: .root(using: &random))
    }
}
