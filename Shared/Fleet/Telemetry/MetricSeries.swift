import CoreMetrics
import Synchronization

/// One line, or one family of lines, of the exposition.
protocol MetricSeries: AnyObject, Sendable {
    /// Prometheus' word for it: `counter`, `gauge`, `histogram`.
    var kind: String { get }
    func write(_ id: MetricID, to text: inout String)
}

final class CounterSeries: MetricSeries, CounterHandler {
    private let value = Atomic<Int64>(0)
    let kind = "counter"

    func increment(by amount: Int64) { value.add(amount, ordering: .relaxed) }
    func reset() { value.store(0, ordering: .relaxed) }

    func write(_ id: MetricID, to text: inout String) {
        text += "\(id.text()) \(value.load(ordering: .relaxed))\n"
    }
}

final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
    private let value = Mutex(0.0)
    let kind = "gauge"

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }

    func write(_ id: MetricID, to text: inout String) {
        text += "\(id.text()) \(value.withLock(\.self))\n"
    }
}

/// A histogram with fixed buckets, in seconds for timers.
final class HistogramSeries: MetricSeries, RecorderHandler, TimerHandler {
    /// From a millisecond to five minutes: what calls and handlings take.
    static let bounds: [Double] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

    private struct State {
        var counts = [Int64](repeating: 0, count: HistogramSeries.bounds.count + 1)
        var sum = 0.0
    }

    private let state = Mutex(State())
    let kind = "histogram"

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let bucket = Self.bounds.firstIndex { value <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }

    func write(_ id: MetricID, to text: inout String) {
        let state = state.withLock(\.self)
        var total: Int64 = 0
        for (bound, count) in zip(Self.bounds.map { "\($0)" } + ["+Inf"], state.counts) {
            total += count
            text += "\(id.text(suffix: "_bucket", extra: "le=\"\(bound)\"")) \(total)\n"
        }
        text += "\(id.text(suffix: "_sum")) \(state.sum)\n\(id.text(suffix: "_count")) \(total)\n"
    }
}
