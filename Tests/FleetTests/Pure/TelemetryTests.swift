import CoreMetrics
import Foundation
import Logging
import TestSupport
import Testing

@testable import Fleet

@Suite("Metrics")
struct PrometheusMetricsTests {
    @Test("are written in Prometheus' text format: a line for the kind, then the series in order")
    func exposition() {
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "b_total", dimensions: [("stage", "verify"), ("outcome", "done")]).increment(by: 2)
        metrics.makeCounter(label: "b_total", dimensions: [("outcome", "dead"), ("stage", "verify")]).increment(by: 1)
        metrics.makeRecorder(label: "a_open", dimensions: [], aggregate: false).record(1.5)
        metrics.makeMeter(label: "c_depth", dimensions: [("queue", "q")]).set(Int64(3))
        #expect(
            metrics.exposition() == """
                # TYPE a_open gauge
                a_open 1.5
                # TYPE b_total counter
                b_total{outcome="dead",stage="verify"} 1
                b_total{outcome="done",stage="verify"} 2
                # TYPE c_depth gauge
                c_depth{queue="q"} 3.0

                """)
    }

    @Test("nothing measured is nothing written")
    func empty() {
        #expect(PrometheusMetrics().exposition() == "")
    }

    @Test("a name with the same labels is the same series, in whatever order they come")
    func sameSeries() {
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "x", dimensions: [("a", "1"), ("b", "2")]).increment(by: 1)
        let again = metrics.makeCounter(label: "x", dimensions: [("b", "2"), ("a", "1")])
        again.increment(by: 4)
        metrics.destroyCounter(again)
        metrics.makeCounter(label: "x", dimensions: [("a", "1"), ("b", "2")]).increment(by: 1)
        #expect(metrics.exposition().contains(#"x{a="1",b="2"} 6"#))
    }

    @Test("a label's value is escaped")
    func escaped() {
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "x", dimensions: [("a", "\\ \" \n ü")]).increment(by: 1)
        #expect(metrics.exposition() == "# TYPE x counter\nx{a=\"\\\\ \\\" \\n ü\"} 1\n")
    }

    @Test("a timer is a histogram in seconds: its buckets add up, and its sum and count are there")
    func histogram() {
        let metrics = PrometheusMetrics()
        let timer = metrics.makeTimer(label: "t", dimensions: [("stage", "verify")])
        for milliseconds: Int64 in [1, 20, 20, 400_000] { timer.recordNanoseconds(milliseconds * 1_000_000) }
        let lines = metrics.exposition().split(separator: "\n").map(String.init)
        #expect(lines.first == "# TYPE t histogram")
        #expect(lines.contains(#"t_bucket{stage="verify",le="0.001"} 1"#))
        #expect(lines.contains(#"t_bucket{stage="verify",le="0.01"} 1"#))
        #expect(lines.contains(#"t_bucket{stage="verify",le="0.025"} 3"#))
        #expect(lines.contains(#"t_bucket{stage="verify",le="300.0"} 3"#))
        #expect(lines.contains(#"t_bucket{stage="verify",le="+Inf"} 4"#))
        #expect(lines.contains(#"t_count{stage="verify"} 4"#))
        #expect(lines.contains { $0.hasPrefix(#"t_sum{stage="verify"} 400.041"#) })
        #expect(lines.count == 1 + HistogramSeries.bounds.count + 1 + 2)
    }

    @Test("a name that was used for another kind isn't shown twice")
    func otherKind() {
        let metrics = PrometheusMetrics()
        metrics.makeCounter(label: "x", dimensions: []).increment(by: 1)
        metrics.makeRecorder(label: "x", dimensions: [], aggregate: false).record(Int64(9))
        #expect(metrics.exposition() == "# TYPE x counter\nx 1\n")
    }

    @Test("a gauge goes up and down, and a counter can begin again")
    func handlers() {
        let metrics = PrometheusMetrics()
        let gauge = metrics.makeMeter(label: "g", dimensions: [])
        gauge.set(Int64(5))
        gauge.increment(by: 2)
        gauge.decrement(by: 3)
        let counter = metrics.makeCounter(label: "n", dimensions: [])
        counter.increment(by: 7)
        counter.reset()
        #expect(metrics.exposition() == "# TYPE g gauge\ng 4.0\n# TYPE n counter\nn 0\n")
    }

    @Test("the names are the approved ones: dashboards hold them")
    func names() {
        #expect(
            [
                MetricName.stageMessages, MetricName.stageDuration, MetricName.stageInWork, MetricName.deadLetters,
                MetricName.cards, MetricName.breakerOpen, MetricName.driftLooks, MetricName.drifts,
            ] == [
                "landfall_stage_messages_total", "landfall_stage_duration_seconds", "landfall_stage_in_work",
                "landfall_dead_letters_total", "landfall_cards_total", "landfall_breaker_open",
                "landfall_drift_looks_total", "landfall_drifts_total",
            ])
    }
}

@Suite("A line of the log")
struct JSONLogTests {
    private struct Holder: CustomStringConvertible {
        let description: String
    }

    private static func line(_ message: String, _ metadata: Logger.Metadata = [:]) -> String {
        JSONLogHandler.line(at: Samples.at, level: .notice, label: "landfall", message: message, metadata: metadata)
    }

    @Test("has the fixed fields first, then the metadata in alphabetical order")
    func order() {
        #expect(
            Self.line("hello", ["stage": "verify", "attempt": "\(2)", "service": "executor"])
                == #"{"at":"2026-11-23T08:10:00.000Z","level":"notice","logger":"landfall","message":"hello","#
                + #""attempt":"2","service":"executor","stage":"verify"}"# + "\n")
    }

    @Test(
        "stays one line of JSON, whatever is in it",
        arguments: [
            "\"quoted\"", "back\\slash", "two\nlines", "\r\n", "\t", "\u{0}\u{1}\u{1F}", "\u{7F}", "ü€😀", "\u{2028}",
            #"","level":"error"#, "e\u{301}",
        ])
    func escaped(_ text: String) throws {
        let line = Self.line(
            text,
            [
                text: .string(text), "list": [.string(text)], "table": .dictionary([text: .string(text)]),
                "thing": .stringConvertible(Holder(description: text)),
            ])
        #expect(line.hasSuffix("}\n"))
        #expect(!line.dropLast().unicodeScalars.contains { $0.value < 0x20 })
        let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(object["message"] as? String == text)
        #expect(object["level"] as? String == "notice")
        #expect(object[text] as? String == text)
        #expect(object["list"] as? [String] == [text])
        #expect(object["table"] as? [String: String] == [text: text])
        #expect(object["thing"] as? String == text)
    }
}
