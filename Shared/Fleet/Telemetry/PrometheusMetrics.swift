public import CoreMetrics
import Synchronization

/// Keeps the process's metrics in memory, and writes them in Prometheus' text format.
///
/// Timers and recorders are histograms. Names are used as they are, so they follow Prometheus' rules already.
public final class PrometheusMetrics: MetricsFactory {
    private let series = Mutex<[MetricID: any MetricSeries]>([:])

    public init() {}

    /// Everything as text (https://prometheus.io/docs/instrumenting/exposition_formats/, version 0.0.4).
    public func exposition() -> String {
        let all = series.withLock { Array($0) }.sorted { $0.key < $1.key }
        var text = ""
        var lastName = ""
        for (id, series) in all {
            if id.name != lastName {
                text += "# TYPE \(id.name) \(series.kind)\n"
                lastName = id.name
            }
            series.write(id, to: &text)
        }
        return text
    }

    /// The series of this name and these labels; made when it is asked for the first time.
    ///
    /// A name that was used for another kind of metric gets a series that isn't shown, because a name has one kind.
    private func find<Series: MetricSeries>(_ name: String, _ labels: [(String, String)], _ make: () -> Series)
        -> Series
    {
        let id = MetricID(name: name, labels: labels)
        return series.withLock { all in
            if let found = all[id] { return found as? Series ?? make() }
            let new = make()
            all[id] = new
            return new
        }
    }

    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        find(label, dimensions) { CounterSeries() }
    }

    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        find(label, dimensions) { GaugeSeries() }
    }

    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate ? find(label, dimensions) { HistogramSeries() } : find(label, dimensions) { GaugeSeries() }
    }

    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        find(label, dimensions) { HistogramSeries() }
    }

    // Series live as long as the process: a counter that is let go of and made again goes on.
    public func destroyCounter(_ handler: any CounterHandler) {}
    public func destroyMeter(_ handler: any MeterHandler) {}
    public func destroyRecorder(_ handler: any RecorderHandler) {}
    public func destroyTimer(_ handler: any TimerHandler) {}
}

/// A name with its labels.
struct MetricID: Hashable, Comparable {
    let name: String
    /// `{stage="verify"}`, or empty.
    let labelText: String

    init(name: String, labels: [(String, String)]) {
        self.name = name
        let parts = labels.sorted { $0.0 < $1.0 }.map { "\($0.0)=\"\(Self.escape($0.1))\"" }
        self.labelText = parts.joined(separator: ",")
    }

    /// The name with its labels and one more.
    func text(suffix: String = "", extra: String? = nil) -> String {
        let labels = [labelText, extra ?? ""].filter { !$0.isEmpty }.joined(separator: ",")
        return labels.isEmpty ? name + suffix : "\(name)\(suffix){\(labels)}"
    }

    private static func escape(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }

    static func < (left: MetricID, right: MetricID) -> Bool {
        (left.name, left.labelText) < (right.name, right.labelText)
    }
}
